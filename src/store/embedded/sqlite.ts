import { createRequire } from 'node:module'
import { OpenRefusal } from './refusal.ts'

export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Readonly<Record<string, SqlValue>>

export interface Statement {
  run(...values: SqlValue[]): { readonly changes: number | bigint }
  get(...values: SqlValue[]): SqlRow | undefined
  all(...values: SqlValue[]): SqlRow[]
}

/** The part of `DatabaseSync` that both sources share. */
export interface Connection {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** `node`: built into Node from 22.13 on · `package`: the prebuilt @photostructure/sqlite. */
export type SqliteSource = 'node' | 'package'

export interface Sqlite {
  readonly source: SqliteSource
  /** What a worker thread requires to get the same library. */
  readonly specifier: string
  open(path: string): Connection
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => Connection
}

const SPECIFIERS = { node: 'node:sqlite', package: '@photostructure/sqlite' } as const

/** Takes the SQLite of Node where it has one, else the package; `source` forces one of them. */
export function loadSqlite(source?: SqliteSource): Sqlite {
  const chosen = source ?? (hasNodeSqlite() ? 'node' : 'package')
  const specifier = SPECIFIERS[chosen]
  const { DatabaseSync } = quietly(() => requireSqlite(specifier))
  return {
    source: chosen,
    specifier: chosen === 'node' ? specifier : load.resolve(specifier),
    open: (path) => new DatabaseSync(path),
  }
}

export function hasNodeSqlite(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

const load = createRequire(import.meta.url)

function requireSqlite(specifier: string): SqliteModule {
  try {
    return load(specifier) as SqliteModule
  } catch (cause) {
    throw new OpenRefusal(
      'unusable',
      'SQLite cannot be loaded on this machine.',
      'Use Node 22.13 or newer, which brings its own, or reinstall the dependencies of Flatline.',
      cause,
    )
  }
}

/** Node warns that its SQLite is young; nobody who runs Flatline can act on that. */
function quietly<T>(act: () => T): T {
  const emitWarning = process.emitWarning
  process.emitWarning = () => {}
  try {
    return act()
  } finally {
    process.emitWarning = emitWarning
  }
}
