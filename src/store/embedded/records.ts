import type { Records } from '../../service/ports.ts'
import type { RecordKind } from '../../service/record-kinds.ts'
import { assertWrites } from '../query.ts'
import { guarded } from './failure.ts'
import { listRecords, type Reader } from './list-records.ts'
import type { RecordWriter } from './record-writer.ts'
import { type Conditions, conditionValues, countSql, ruleOf } from './select-sql.ts'
import type { Connection } from './sqlite.ts'
import { statementCache } from './statement-cache.ts'
import { Pace } from './turn.ts'
import { versionedRow } from './versioned-row.ts'

/** A few milliseconds of work. */
const COUNT_WINDOW = 20_000

/** Records in SQLite tables. */
export function embeddedRecords(connection: Connection, writer: RecordWriter): Records {
  const reader = { statements: statementCache(connection), pace: new Pace() }
  const { statements, pace } = reader
  return {
    lagMs: 0,
    async get(kind, ids) {
      const select = statements.prepare(`SELECT id, version, body FROM "${kind}" WHERE id = ?`)
      const found = []
      for (const id of ids) {
        const later = pace.keep()
        if (later !== undefined) await later
        const row = guarded(() => select.get(id))
        found.push(row === undefined ? undefined : versionedRow<never>(row))
      }
      return found
    },
    async write(writes) {
      assertWrites(writes)
      return writer.write(writes)
    },
    list: (kind, query) => listRecords(reader, kind, query),
    count: (kind, where) => countRecords(reader, kind, where),
  }
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
