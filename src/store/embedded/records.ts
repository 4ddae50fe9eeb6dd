import type { Records, Versioned } from '../../service/ports.ts'
import type { RecordKind } from '../../service/record-kinds.ts'
import { assertWrites } from '../query.ts'
import { guarded } from './failure.ts'
import { listRecords, type Reader } from './list-records.ts'
import type { RecordWriter } from './record-writer.ts'
import { type Conditions, conditionValues, countSql, ruleOf } from './select-sql.ts'
import type { Connection, SqlRow } from './sqlite.ts'
import { statementCache } from './statement-cache.ts'
import { Pace } from './turn.ts'
import { versionedRow } from './versioned-row.ts'

/** A few milliseconds of work. */
const COUNT_WINDOW = 20_000
/** Read at once: half as dear as one by one. */
const GET_WINDOW = 100

/** Records in SQLite tables. */
export function embeddedRecords(connection: Connection, writer: RecordWriter): Records {
  const reader = { statements: statementCache(connection), pace: new Pace() }
  const { pace } = reader
  return {
    lagMs: 0,
    async get(kind, ids) {
      if (ids.length === 1) return ids.map((id) => readRow(reader, kind, id))
      const found = new Map<string, Versioned<never>>()
      for (let start = 0; start < ids.length; start += GET_WINDOW) {
        const later = pace.keep()
        if (later !== undefined) await later
        const some = ids.slice(start, start + GET_WINDOW)
        for (const row of readRows(reader, kind, some)) found.set(String(row.id), versionedRow(row))
      }
      return ids.map((id) => found.get(id))
    },
    async write(writes) {
      assertWrites(writes)
      return writer.write(writes)
    },
    list: (kind, query) => listRecords(reader, kind, query),
    count: (kind, where) => countRecords(reader, kind, where),
  }
}

function readRow(
  { statements }: Reader,
  kind: RecordKind,
  id: string,
): Versioned<never> | undefined {
  const select = statements.prepare(`SELECT version, body FROM "${kind}" WHERE id = ?`)
  const row = guarded(() => select.get(id))
  return row === undefined ? undefined : versionedRow(row)
}

function readRows({ statements }: Reader, kind: RecordKind, ids: readonly string[]): SqlRow[] {
  const wanted = 'SELECT value FROM json_each(?)'
  const select = statements.prepare(
    `SELECT id, version, body FROM "${kind}" WHERE id IN (${wanted})`,
  )
  return guarded(() => select.all(JSON.stringify(ids)))
}

async function countRecords(
  { statements, pace }: Reader,
  kind: RecordKind,
  where: Conditions,
): Promise<number> {
  const sql = countSql(kind, where)
  const values = conditionValues({ ...ruleOf(kind, { limit: 1 }), where })
  let count = 0
  let last = ''
  for (;;) {
    await pace.keep()
    const row = guarded(() => statements.prepare(sql).get(...values, last, COUNT_WINDOW))
    count += Number(row?.found ?? 0)
    if (Number(row?.looked ?? 0) < COUNT_WINDOW) return count
    last = String(row?.last)
  }
}
