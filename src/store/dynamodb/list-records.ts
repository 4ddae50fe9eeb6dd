/**
 * One page of a list.
 *
 * - The index says which records may be next, a moment late; each is then read strongly, and what
 *   has left the list or moved in it is dropped. So a page is current, and may only lack what was
 *   just written.
 * - It is full at `limit`, or when LOOKED_AT_MAX records were looked at.
 * - One row more than a page needs is looked at, to see whether the list ends with the page.
 */
import { FlatlineError } from '../../core/problem.ts'
import type { Page, Query, Versioned } from '../../service/ports.ts'
import type { RecordKind, RecordOf } from '../../service/record-kinds.ts'
import { assertLimit, compareText, decodeCursor, encodeCursor, type Place } from '../query.ts'
import { belongs, type Conditions, conditionsOf, isNever } from './conditions.ts'
import { currentItems } from './current-items.ts'
import { type KeyRange, listSource } from './list-source.ts'
import { mergeRows, type Rows } from './merge-rows.ts'
import { isStorableId, versionedItem } from './record-item.ts'
import { type AccessPath, choosePath } from './record-lists.ts'
import type { RecordsTable } from './records-table.ts'
import { keyBehind, sortKey } from './sort-key.ts'
import { sortRows } from './sort-rows.ts'

/** One record costs a read here, so there are fewer per call than in other stores. */
export const LOOKED_AT_MAX = 2_000
const ROUND_MIN = 100

export async function listRecords<K extends RecordKind>(
  table: RecordsTable,
  kind: K,
  query: Query<K>,
): Promise<Page<RecordOf[K]>> {
  assertLimit(query.limit)
  const conditions = conditionsOf(query)
  const path = choosePath(kind, conditions.where, conditions.orderBy)
  const after = query.cursor === undefined ? null : placeOf(kind, query, path, query.cursor)
  if (isNever(conditions)) return { items: [], next: null }
  const round = isSelective(conditions, path, query) ? ROUND_MIN : 1
  const ahead = Math.max(round, query.limit + 1)
  const descending = query.descending === true
  const source = listSource(kind, path.list, conditions.where)
  const rows = path.sorts
    ? sortRows(table, kind, { source, orderBy: query.orderBy, descending, after })
    : mergeRows(table, source, { ...rangeOf(conditions, after, descending), descending }, ahead)
  return collect(table, kind, query, rows, ahead)
}

async function collect<K extends RecordKind>(
  table: RecordsTable,
  kind: K,
  query: Query<K>,
  rows: Rows,
  ahead: number,
): Promise<Page<RecordOf[K]>> {
  const conditions = conditionsOf(query)
  const items: Versioned<RecordOf[K]>[] = []
  let last: Place | null = null
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += ahead) {
    const taken = await rows.take(ahead)
    const current = await currentItems(table, kind, taken)
    for (const { id, place } of taken) {
      if (items.length === query.limit) return { items, next: cursorOf(kind, query, last) }
      last = place
      const item = current.get(id)
      if (item === undefined) continue
      const record = versionedItem<RecordOf[K]>(item)
      const fits = belongs(kind, conditions, record.value, place)
      if (fits && (query.filter?.(record.value) ?? true)) items.push(record)
    }
    if (taken.length < ahead) return { items, next: null }
  }
  return { items, next: cursorOf(kind, query, last) }
}

/** Whether records that the path leads to may have to be left out. */
function isSelective<K extends RecordKind>(
  { where, atMost, orderBy }: Conditions,
  { list, sorts }: AccessPath,
  { filter }: Query<K>,
): boolean {
  if (filter !== undefined || Object.keys(where).length > (list?.equals.length ?? 0)) return true
  return atMost !== undefined && (sorts || atMost.column !== orderBy)
}

function rangeOf(
  { atMost, orderBy }: Conditions,
  after: Place | null,
  descending: boolean,
): KeyRange {
  const start = after === null ? null : keyOf(after, orderBy)
  const bound = atMost !== undefined && atMost.column === orderBy ? keyBehind(atMost.value) : null
  if (!descending) return { from: start, to: bound }
  if (start === null || bound === null) return { from: null, to: start ?? bound }
  return { from: null, to: compareText(start, bound) < 0 ? start : bound }
}

function keyOf({ value, id }: Place, orderBy: string | undefined): string {
  if (orderBy === undefined) return sortKey(null, id)
  return sortKey(typeof value === 'number' ? value : null, id)
}

/** A place that no record of the list can have was made up. */
function placeOf<K extends RecordKind>(
  kind: K,
  query: Query<K>,
  { sorts }: AccessPath,
  cursor: string,
): Place {
  const place = decodeCursor(kind, query, cursor)
  const byNumber = query.orderBy !== undefined && !sorts
  const fits = isStorableId(place.id) && isStorableId(behindPlace(place, byNumber))
  if (fits && (!byNumber || typeof place.value === 'number')) return place
  throw new FlatlineError('invalid_cursor', 'The cursor does not belong to this list.', {
    hint: 'Take the cursor from "next" of the page before, or leave it out to start over.',
  })
}

/** The key that a list goes on behind. */
function behindPlace(place: Place, byNumber: boolean): string {
  return byNumber ? `${keyOf(place, 'number')}\0` : place.id
}

function cursorOf<K extends RecordKind>(kind: K, query: Query<K>, last: Place | null) {
  return last === null ? null : encodeCursor(kind, query, last)
}
