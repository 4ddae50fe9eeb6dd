// JavaScript with checked types, because Node 20 cannot start a thread from TypeScript.
/**
 * @import { Connection, SqlValue, Statement } from './sqlite.ts'
 * @import { ExecutorOptions, Job, RecordWrite } from './executor-job.ts'
 */

/**
 * Carries out jobs on the connection that writes one database, each in a transaction of its own. A
 * job that throws has written nothing.
 * @param {Connection} connection
 * @param {ExecutorOptions['tables']} tables
 */
export function createExecutor(connection, tables) {
  /** @type {Map<string, Statement>} */
  const statements = new Map()

  /** @param {string} sql */
  const prepare = (sql) => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = connection.prepare(sql)
    statements.set(sql, made)
    return made
  }

  /** @param {RecordWrite} write */
  const applyWrite = ([kind, id, ifVersion, columns, body]) => {
    const names = tables[kind] ?? []
    const list = names.map((name) => `, "${name}"`).join('')
    if (ifVersion === 0 && body !== null) {
      const marks = names.map(() => '?, ').join('')
      const insert = `INSERT INTO "${kind}" (id, version${list}, body) VALUES (?, 1, ${marks}?)
        ON CONFLICT (id) DO NOTHING`
      return Number(prepare(insert).run(id, ...columns, body).changes) > 0
    }
    const stored = prepare(`SELECT rowid AS place, version${list} FROM "${kind}" WHERE id = ?`).get(
      id,
    )
    if (Number(stored?.version ?? 0) !== ifVersion) return false
    if (stored === undefined) return true
    const { place = null } = stored
    if (body === null) prepare(`DELETE FROM "${kind}" WHERE rowid = ?`).run(place)
    else update(kind, place, ifVersion + 1, body, changedColumns(names, columns, stored))
    return true
  }

  /**
   * Writes only what changed, so that no index is touched without need.
   * @param {string} kind
   * @param {SqlValue} place
   * @param {number} version
   * @param {string} body
   * @param {[string, SqlValue][]} changed
   */
  const update = (kind, place, version, body, changed) => {
    const assignments = changed.map(([name]) => `"${name}" = ?, `).join('')
    const sql = `UPDATE "${kind}" SET version = ?, ${assignments}body = ? WHERE rowid = ?`
    prepare(sql).run(version, ...changed.map(([, value]) => value), body, place)
  }

  /** @param {() => void} act */
  const transact = (act) => {
    connection.exec('BEGIN IMMEDIATE')
    try {
      act()
      connection.exec('COMMIT')
    } catch (cause) {
      rollback(connection)
      throw cause
    }
  }

  return {
    /**
     * @param {Job} job
     * @returns {boolean[]} per record whether it was written; empty for other jobs
     */
    execute(job) {
      /** @type {boolean[]} */
      const outcomes = []
      if (job.kind === 'storeLog') {
        prepare('PRAGMA wal_checkpoint(PASSIVE)').all()
        return outcomes
      }
      transact(() => {
        if (job.kind === 'records') {
          for (const write of job.writes) outcomes.push(applyWrite(write))
        } else {
          for (const [sql, ...values] of job.statements) prepare(sql).run(...values)
        }
      })
      return outcomes
    },
  }
}

/**
 * @param {readonly string[]} names
 * @param {readonly SqlValue[]} values
 * @param {Readonly<Record<string, SqlValue>>} stored
 * @returns {[string, SqlValue][]}
 */
function changedColumns(names, values, stored) {
  /** @type {[string, SqlValue][]} */
  const changed = []
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? null
    if (value !== (stored[name] ?? null)) changed.push([name, value])
  }
  return changed
}

/**
 * SQLite has already rolled back by itself after some errors, and then says so by another.
 * @param {Connection} connection
 */
function rollback(connection) {
  try {
    connection.exec('ROLLBACK')
  } catch {
    return
  }
}
