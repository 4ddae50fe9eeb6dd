import type { Page, Query, Versioned } from '../../service/ports.ts'
import type { RecordKind, RecordOf } from '../../service/record-kinds.ts'
import { assertLimit, decodeCursor, encodeCursor, LOOKED_AT_MAX, type Place } from '../query.ts'
import { guarded } from './failure.ts'
import { conditionValues, pathOf, ruleOf, type SelectRule, selectSql } from './select-sql.ts'
import type { SqlRow } from './sqlite.ts'
import type { StatementCache } from './statement-cache.ts'
import type { Pace } from './turn.ts'
import { versionedRow } from './versioned-row.ts'

/** Rows that are read at once: a millisecond or two. */
const WINDOW = 200

export interface Reader {
  readonly statements: StatementCache
  readonly pace: Pace
}

export async function listRecords<K extends RecordKind>(
  { statements, pace }: Reader,
  kind: K,
  query: Query<K>,
): Promise<Page<RecordOf[K]>> {
  assertLimit(query.limit)
  let place = query.cursor === undefined ? null : decodeCursor(kind, query, query.cursor)
  const rule = ruleOf(kind, query)
  const items: Versioned<RecordOf[K]>[] = []
  const next = () => (place === null ? null : encodeCursor(kind, query, place))
  const window = windowOf(rule, query)
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += window) {
    await pace.keep()
    const rows = readWindow(statements, rule, place, window)
    for (const row of rows) {
      if (items.length === query.limit) return { items, next: next() }
      place = placeOf(row)
      if (row.body === null) continue
      const item = versionedRow<RecordOf[K]>(row)
      if (query.filter?.(item.value) ?? true) items.push(item)
    }
    if (rows.length < window) return { items, next: null }
  }
  return { items, next: next() }
}

/** A window that every row of passes needs one row more than the page, to see whether it ends. */
function windowOf<K extends RecordKind>(rule: SelectRule, query: Query<K>): number {
  const { narrowed } = pathOf(rule)
  const ranged = rule.atMost === undefined || rule.atMost.column === rule.orderBy
  const exact = Object.keys(rule.where).every((column) => narrowed.includes(column))
  return exact && ranged && query.filter === undefined ? Math.min(query.limit + 1, WINDOW) : WINDOW
}

function readWindow(
  statements: StatementCache,
  rule: SelectRule,
  place: Place | null,
  window: number,
): SqlRow[] {
  const sql = selectSql({ ...rule, afterPlace: place !== null })
  const after =
    place === null ? [] : rule.orderBy === undefined ? [place.id] : [place.value, place.id]
  return guarded(() => statements.prepare(sql).all(...conditionValues(rule), ...after, window))
}

function placeOf({ place, id }: SqlRow): Place {
  return { value: typeof place === 'string' ? place : Number(place), id: String(id) }
}
