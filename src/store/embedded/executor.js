// JavaScript with checked types, because Node 20 cannot start a thread from TypeScript.
/**
 * @import { Connection, SqlValue, Statement } from './sqlite.ts'
 * @import { ExecutorOptions, Job, RecordWrite } from './executor-job.ts'
 */

/**
 * Carries out jobs on the connection that writes one database, each in a transaction of its own. A
 * job that throws has written nothing.
 */
export class JobExecutor {
  /** @type {Map<string, Statement>} */
  #statements = new Map()
  #connection
  #tables

  /**
   * @param {Connection} connection
   * @param {ExecutorOptions['tables']} tables
   */
  constructor(connection, tables) {
    this.#connection = connection
    this.#tables = tables
  }

  /**
   * @param {Job} job
   * @returns {boolean[]} per record whether it was written; empty for other jobs
   */
  execute(job) {
    if (job.kind === 'storeLog') {
      this.#prepare('PRAGMA wal_checkpoint(PASSIVE)').all()
      return []
    }
    this.#connection.exec('BEGIN IMMEDIATE')
    try {
      const outcomes = this.#write(job)
      this.#connection.exec('COMMIT')
      return outcomes
    } catch (cause) {
      rollback(this.#connection)
      throw cause
    }
  }

  /** @param {Exclude<Job, { kind: 'storeLog' }>} job */
  #write(job) {
    if (job.kind === 'records') return job.writes.map((write) => this.#writeRecord(write))
    for (const [sql, ...values] of job.statements) this.#prepare(sql).run(...values)
    return []
  }

  /** @param {RecordWrite} write */
  #writeRecord([kind, id, ifVersion, columns, body]) {
    const names = this.#tables[kind] ?? []
    const list = names.map((name) => `, "${name}"`).join('')
    if (ifVersion === 0 && body !== null) {
      const marks = names.map(() => '?, ').join('')
      const insert = `INSERT INTO "${kind}" (id, version${list}, body) VALUES (?, 1, ${marks}?)
        ON CONFLICT (id) DO NOTHING`
      return Number(this.#prepare(insert).run(id, ...columns, body).changes) > 0
    }
    const read = `SELECT rowid AS place, version${list} FROM "${kind}" WHERE id = ?`
    const stored = this.#prepare(read).get(id)
    if (Number(stored?.version ?? 0) !== ifVersion) return false
    if (stored === undefined) return true
    const { place = null } = stored
    if (body === null) this.#prepare(`DELETE FROM "${kind}" WHERE rowid = ?`).run(place)
    else this.#update(kind, place, ifVersion + 1, body, changedColumns(names, columns, stored))
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
  #update(kind, place, version, body, changed) {
    const assignments = changed.map(([name]) => `"${name}" = ?, `).join('')
    const sql = `UPDATE "${kind}" SET version = ?, ${assignments}body = ? WHERE rowid = ?`
    this.#prepare(sql).run(version, ...changed.map(([, value]) => value), body, place)
  }

  /** @param {string} sql */
  #prepare(sql) {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const made = this.#connection.prepare(sql)
    this.#statements.set(sql, made)
    return made
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
