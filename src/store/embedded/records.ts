import type { Records } from '../../service/ports.ts'
import type { RecordKind } from '../../service/record-kinds.ts'
import { assertWrites } from '../query.ts'
import { guarded } from './failure.ts'
import { listRecords } from './list-records.ts'
import type { RecordWriter } from './record-writer.ts'
import { type Conditions, conditionValues, countSql, ruleOf } from './select-sql.ts'
import type { Connection } from './sqlite.ts'
import { type StatementCache, statementCache } from './statement-cache.ts'
import { nextTurn } from './turn.ts'
import { versionedRow } from './versioned-row.ts'

/** Records read in one turn of the event loop. */
const GET_MAX = 500
const COUNT_WINDOW = 20_000

/** Records in SQLite tables. */
export function embeddedRecords(connection: Connection, writer: RecordWriter): Records {
  const statements = statementCache(connection)
  return {
    lagMs: 0,
    async get(kind, ids) {
      const select = statements.prepare(`SELECT id, version, body FROM "${kind}" WHERE id = ?`)
      const found = []
      for (const [index, id] of ids.entries()) {
        if (index > 0 && index % GET_MAX === 0) await nextTurn()
        const row = guarded(() => select.get(id))
        found.push(row === undefined ? undefined : versionedRow<never>(row))
      }
      return found
    },
    async write(writes) {
      assertWrites(writes)
      return writer.write(writes)
    },
    list: (kind, query) => listRecords(statements, kind, query),
    count: (kind, where) => countRecords(statements, kind, where),
  }
}

async function countRecords(
  statements: StatementCache,
  kind: RecordKind,
  where: Conditions,
): Promise<number> {
  const sql = countSql(kind, where)
  const values = conditionValues({ ...ruleOf(kind, { limit: 1 }), where })
  let count = 0
  let last = ''
  for (;;) {
    const row = guarded(() => statements.prepare(sql).get(...values, last, COUNT_WINDOW))
    count += Number(row?.found ?? 0)
    if (Number(row?.looked ?? 0) < COUNT_WINDOW) return count
    last = String(row?.last)
    await nextTurn()
  }
}
