/**
 * What was made durable in records.db, commit by commit, beside the store: a store that is opened
 * again must hold exactly that.
 */
import { join } from 'node:path'
import type { Write } from '../../src/service/ports.ts'
import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../src/service/record-kinds.ts'
import type { RecordWrite } from '../../src/store/embedded/executor-job.ts'
import { type Connection, loadSqlite } from '../../src/store/embedded/sqlite.ts'
import type { Referee } from '../checkers/referee.ts'
import { writtenOf } from '../checkers/rules.ts'
import type { Process } from '../kernel/process.ts'
import { type Files, layOut, removeDir } from './files.ts'

interface Row {
  readonly version: number
  readonly body: string
}

type Commit = readonly RecordWrite[]

export class CommittedRecords {
  readonly #rows = new Map<string, Row>()
  readonly #referee: Referee

  constructor(referee: Referee) {
    this.#referee = referee
  }

  add(commit: Commit): void {
    for (const write of commit) apply(write, this.#rows)
  }

  /** If these files hold a commit that was not answered, it happened at the end of `process`. */
  addIfIn(files: Files, commit: Commit, { name, machine }: Process): void {
    if (!this.#isIn(files, commit)) return
    for (const write of commit) {
      const before = this.#rows.get(keyOf(write[0], write[1]))
      if (!apply(write, this.#rows)) continue
      const value = before === undefined ? undefined : parseRecord(before.body)
      this.#referee.wrote(writtenOf(parseWrite(write), value, name, machine.read().wallMs))
      this.#referee.sometimes('a commit that nobody was told of')
    }
  }

  /** Held against what a store that is opened anew would find. */
  judge(files: Files): void {
    const found = inDatabase(files, (connection) =>
      Object.keys(RECORD_KINDS).flatMap((kind) => rowsOf(connection, kind)),
    )
    for (const { key, row } of found) {
      if (isSame(row, this.#rows.get(key))) continue
      this.#referee.violate('S3', `${key} was never written as ${JSON.stringify(row)}`)
    }
    const lost = this.#rows.size - found.length
    if (lost > 0) this.#referee.violate('S3', `${lost} records that were written are not stored`)
  }

  /** All of it or nothing; anything else is a violation. */
  #isIn(files: Files, commit: Commit): boolean {
    const keys = commit.map(([kind, id]) => keyOf(kind, id))
    const rows = new Map(this.#rows)
    const before = keys.map((key) => rows.get(key))
    for (const write of commit) apply(write, rows)
    const after = keys.map((key) => rows.get(key))
    const found = inDatabase(files, (connection) =>
      commit.map(([kind, id]) => rowsOf(connection, kind, id)[0]?.row),
    )
    if (isSame(found, before)) return false
    if (!isSame(found, after)) this.#referee.violate('S3', 'a part of a commit is stored')
    return true
  }
}

/** False if its condition does not hold. */
function apply([kind, id, ifVersion, , body]: RecordWrite, rows: Map<string, Row>): boolean {
  const key = keyOf(kind, id)
  if ((rows.get(key)?.version ?? 0) !== ifVersion) return false
  if (body === null) rows.delete(key)
  else rows.set(key, { version: ifVersion + 1, body })
  return true
}

function keyOf(kind: string, id: string): string {
  return `${kind} ${id}`
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function inDatabase<T>(files: Files, look: (connection: Connection) => T): T {
  const dir = layOut(files)
  const connection = loadSqlite().open(join(dir, 'records.db'))
  try {
    return look(connection)
  } finally {
    connection.close()
    removeDir(dir)
  }
}

function rowsOf(connection: Connection, kind: string, id?: string): { key: string; row: Row }[] {
  const select = `SELECT id, version, body FROM "${kind}"`
  const rows =
    id === undefined
      ? connection.prepare(select).all()
      : connection.prepare(`${select} WHERE id = ?`).all(id)
  return rows.map((row) => ({
    key: keyOf(kind, String(row.id)),
    row: { version: Number(row.version), body: String(row.body) },
  }))
}

/** Only what was written as a record is stored as one. */
function parseRecord(body: string): RecordOf[RecordKind] {
  return JSON.parse(body) as RecordOf[RecordKind]
}

/** What the store was given, before it was encoded. */
function parseWrite([kind, id, ifVersion, , body]: RecordWrite): Write {
  return { kind, id, ifVersion, value: body === null ? null : parseRecord(body) } as Write
}
