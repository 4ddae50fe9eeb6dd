import { OpenRefusal } from './refusal.ts'
import type { Connection, Sqlite, SqlValue } from './sqlite.ts'

export interface DatabaseOptions {
  readonly path: string
  /** SQL per schema version, from 1 on; each runs once, in its own transaction. */
  readonly migrations: readonly string[]
  readonly cacheKib: number
  /** Bounds the file, so that tests can fill the "disk". */
  readonly pagesMax?: number
}

/** Far more than a checkpoint lets the log grow to; only for the case that none comes. */
const AUTOCHECKPOINT_PAGES = 65_536
const LOG_BYTES_KEPT = 67_108_864

/**
 * Opens a database in WAL mode with `synchronous=FULL`: what is committed survives a power cut.
 * It may be copied while Flatline runs, with `sqlite3 FILE ".backup COPY"`. Marks are read from the
 * records, so copies of pulses and records that were taken seconds apart fit together.
 */
export function openDatabase(sqlite: Sqlite, options: DatabaseOptions): Connection {
  const connection = connect(sqlite, options.path)
  try {
    const version = numberOf(connection, 'PRAGMA user_version')
    if (version > options.migrations.length) throw tooNew(options, version)
    for (const pragma of pragmasOf({ cacheKib: options.cacheKib }))
      connection.exec(`PRAGMA ${pragma}`)
    migrate(connection, version, options.migrations)
    for (const pragma of pragmasOf(options)) connection.exec(`PRAGMA ${pragma}`)
    return connection
  } catch (cause) {
    connection.close()
    throw cause instanceof OpenRefusal ? cause : unusable(options.path, cause)
  }
}

/** What every connection that writes must be told. */
export function pragmasOf({ cacheKib, pagesMax }: Omit<DatabaseOptions, 'path' | 'migrations'>) {
  return [
    'journal_mode = WAL',
    'synchronous = FULL',
    'busy_timeout = 5000',
    `wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`,
    `journal_size_limit = ${LOG_BYTES_KEPT}`,
    `cache_size = -${cacheKib}`,
    ...(pagesMax === undefined ? [] : [`max_page_count = ${pagesMax}`]),
  ]
}

/** Runs `act` in a transaction; throws what it throws, with nothing written. */
function transact<T>(connection: Connection, act: () => T): T {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const result = act()
    connection.exec('COMMIT')
    return result
  } catch (cause) {
    rollback(connection)
    throw cause
  }
}

/** The one value of a one-row query. */
export function numberOf(connection: Connection, sql: string, ...values: SqlValue[]): number {
  const row = connection.prepare(sql).get(...values) ?? {}
  return Number(Object.values(row)[0] ?? 0)
}

/** SQLite has already rolled back by itself after some errors, and then says so by another. */
function rollback(connection: Connection): void {
  try {
    connection.exec('ROLLBACK')
  } catch {
    return
  }
}

function connect(sqlite: Sqlite, path: string): Connection {
  try {
    return sqlite.open(path)
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function migrate(connection: Connection, from: number, migrations: readonly string[]): void {
  for (const [index, sql] of migrations.entries()) {
    if (index < from) continue
    transact(connection, () => {
      connection.exec(sql)
      connection.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
}

function tooNew({ path, migrations }: DatabaseOptions, version: number): OpenRefusal {
  return new OpenRefusal(
    'newer',
    `${path} was written by a newer Flatline: schema ${version}, known is ${migrations.length}.`,
    'Start the newer version again, or name another data directory. Nothing was changed.',
  )
}

function unusable(path: string, cause: unknown): OpenRefusal {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new OpenRefusal(
    'unusable',
    `${path} cannot be opened: ${reason}.`,
    'See that the data directory can be written and its disk has room; if the file is damaged, ' +
      'put a backup in its place.',
    cause,
  )
}
