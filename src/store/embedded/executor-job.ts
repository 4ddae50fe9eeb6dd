import type { SqlValue } from './sqlite.ts'

/** Kind, id, version that must be stored, values of the columns, body; a null body removes it. */
export type RecordWrite = readonly [
  kind: string,
  id: string,
  ifVersion: number,
  columns: readonly SqlValue[],
  body: string | null,
]

/** One transaction, or a copy of the write-ahead log into the database. */
export type Job =
  | { readonly kind: 'storeLog' }
  | { readonly kind: 'records'; readonly writes: readonly RecordWrite[] }
  | {
      readonly kind: 'statements'
      readonly statements: readonly (readonly [sql: string, ...values: SqlValue[]])[]
    }

export interface ExecutorOptions {
  /** The columns of each kind of record. */
  readonly tables: Readonly<Record<string, readonly string[]>>
}

/** What a thread is started with. */
export interface ThreadOptions extends ExecutorOptions {
  readonly specifier: string
  readonly path: string
  readonly pragmas: readonly string[]
}

export interface ThreadAnswer {
  readonly outcomes: boolean[]
  /** What SQLite threw, if it did. */
  readonly fault: string | null
}

/** Carries out jobs in the order in which they come. */
export interface Executor {
  /** Rejects with `store_unavailable`; then the job has written nothing. */
  run(job: Job): Promise<boolean[]>
  close(): Promise<void>
}
