// JavaScript with checked types, because Node 20 cannot start a thread from TypeScript.
/**
 * @import { Connection, SqlValue, Statement } from './sqlite.ts'
 * @import { ExecutorOptions, Job, RecordWrite } from './executor-job.ts'
 */

/**
 * The statements for one kind of record. Updates are by the set of columns that they change.
 * @typedef {{
 *   readonly kind: string, readonly names: readonly string[], readonly read: Statement,
 *   readonly insert: Statement, readonly remove: Statement,
 *   readonly updates: Map<number, Statement>,
 * }} Table
 */

/**
 * Carries out jobs on the connection that writes one database, each in a transaction of its own. A
 * job that throws has written nothing.
 */
export class JobExecutor {
  /** @type {Map<string, Statement>} */
  #statements = new Map()
  /** @type {Map<string, Table>} */
  #known = new Map()
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
    const table = this.#tableOf(kind)
    if (ifVersion === 0 && body !== null) {
      return Number(table.insert.run(id, ...columns, body).changes) > 0
    }
    const stored = table.read.get(id)
    if (Number(stored?.version ?? 0) !== ifVersion) return false
    if (stored === undefined) return true
    if (body === null) table.remove.run(stored.place ?? null)
    else this.#update(table, stored, columns, body)
    return true
  }

  /**
   * Writes only the columns that changed, so that no index is touched without need.
   * @param {Table} table
   * @param {Readonly<Record<string, SqlValue>>} stored
   * @param {readonly SqlValue[]} columns
   * @param {string} body
   */
  #update(table, stored, columns, body) {
    let changed = 0
    /** @type {SqlValue[]} */
    const values = [Number(stored.version) + 1, body]
    for (const [index, name] of table.names.entries()) {
      const value = columns[index] ?? null
      if (value === (stored[name] ?? null)) continue
      changed |= 1 << index
      values.push(value)
    }
    const known = table.updates.get(changed)
    const update = known ?? this.#connection.prepare(updateSql(table, changed))
    if (known === undefined) table.updates.set(changed, update)
    update.run(...values, stored.place ?? null)
  }

  /**
   * @param {string} kind
   * @returns {Table}
   */
  #tableOf(kind) {
    const known = this.#known.get(kind)
    if (known !== undefined) return known
    const names = this.#tables[kind] ?? []
    const list = names.map((name) => `, "${name}"`).join('')
    const marks = names.map(() => ', ?').join('')
    const prepare = (/** @type {string} */ sql) => this.#connection.prepare(sql)
    const made = {
      kind,
      names,
      read: prepare(`SELECT rowid AS place, version${list} FROM "${kind}" WHERE id = ?`),
      insert: prepare(
        `INSERT INTO "${kind}" (id, version${list}, body) VALUES (?, 1${marks}, ?)
         ON CONFLICT (id) DO NOTHING`,
      ),
      remove: prepare(`DELETE FROM "${kind}" WHERE rowid = ?`),
      updates: new Map(),
    }
    this.#known.set(kind, made)
    return made
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
 * @param {Table} table
 * @param {number} changed one bit per column
 */
function updateSql({ kind, names }, changed) {
  const set = names.filter((_, index) => (changed & (1 << index)) !== 0)
  const assignments = set.map((name) => `, "${name}" = ?`).join('')
  return `UPDATE "${kind}" SET version = ?, body = ?${assignments} WHERE rowid = ?`
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
