import type { Clock, Page, Query, Records, Versioned, Write } from '../../src/service/ports.ts'
import {
  type ColumnValue,
  RECORD_KINDS,
  type RecordKind,
  type RecordOf,
} from '../../src/service/record-kinds.ts'
import { memoryRecords } from '../../src/store/memory/records.ts'
import { compareText, compareValues } from '../../src/store/query.ts'

type Value = RecordOf[RecordKind]
type ColumnRule = (value: Value) => ColumnValue

/** What a record has been since an instant; null: there was none. */
interface Past {
  readonly since: number
  readonly value: Value | null
}

interface Place {
  readonly value: ColumnValue
  readonly id: string
}

export interface Lagging {
  readonly clock: Clock
  readonly lagMs: number
  /**
   * How far behind the lists by a column see a record, at most `lagMs`: so it may have left one and
   * not have come into another. The column is '' where no column is asked for. Default: `lagMs`.
   */
  readonly behindMs?: (kind: RecordKind, id: string, column: string) => number
}

/**
 * Records in memory whose lists and counts lag behind, as independent indexes do. What has changed
 * since takes its place in a page and is left out of it.
 */
export function laggingRecords({ clock, lagMs, behindMs = () => lagMs }: Lagging): Records {
  const stored = memoryRecords()
  if (lagMs === 0) return stored
  const pasts = new Map<RecordKind, Map<string, Past[]>>()
  const pastsOf = (kind: RecordKind) => pasts.get(kind) ?? new Map<string, Past[]>()
  const seen = (kind: RecordKind, id: string, column: string): Value | null => {
    const asOf = clock.read().wallMs - behindMs(kind, id, column)
    const known = pastsOf(kind).get(id) ?? []
    return known.findLast(({ since }) => since <= asOf)?.value ?? null
  }
  const note = (write: Write) => {
    const ofKind = pastsOf(write.kind)
    const past = { since: clock.read().wallMs, value: write.value }
    const former = ofKind.get(write.id) ?? []
    const needed = former.findLastIndex(({ since }) => since <= past.since - lagMs)
    pasts.set(write.kind, ofKind.set(write.id, [...former.slice(Math.max(0, needed)), past]))
  }
  const placesOf = <K extends RecordKind>(kind: K, query: Omit<Query<K>, 'limit'>): Place[] => {
    const column = Object.keys(query.where ?? {})[0] ?? query.orderBy ?? ''
    return [...pastsOf(kind).keys()].flatMap((id) => {
      const value = seen(kind, id, column)
      return value !== null && matches(kind, value, query) ? [placeOf(kind, value, id, query)] : []
    })
  }
  return {
    lagMs,
    get: stored.get,
    async write(writes) {
      const applied = await stored.write(writes)
      for (const [index, write] of writes.entries()) if (applied[index] === true) note(write)
      return applied
    },
    async list(kind, query) {
      const order = ordering(query.descending === true ? -1 : 1)
      const after = query.cursor === undefined ? null : toPlace(query.cursor)
      const places = placesOf(kind, query)
        .filter((place) => after === null || order(place, after) > 0)
        .sort(order)
      const page = places.slice(0, query.limit)
      const found = await stored.get(
        kind,
        page.map(({ id }) => id),
      )
      return pageOf(kind, query, found, places.length > page.length ? page.at(-1) : null)
    },
    count: async (kind, where) => placesOf(kind, { where }).length,
  }
}

function pageOf<K extends RecordKind>(
  kind: K,
  query: Query<K>,
  found: readonly (Versioned<RecordOf[K]> | undefined)[],
  last: Place | null | undefined,
): Page<RecordOf[K]> {
  const items = found.flatMap((each) => {
    const fits = each !== undefined && matches(kind, each.value, query)
    return fits && (query.filter?.(each.value) ?? true) ? [each] : []
  })
  return { items, next: last ? JSON.stringify(last) : null }
}

/** A cursor is a place in writing. */
function toPlace(cursor: string): Place {
  return JSON.parse(cursor) as Place
}

function ordering(sign: 1 | -1) {
  return (a: Place, b: Place) => sign * (compareValues(a.value, b.value) || compareText(a.id, b.id))
}

function placeOf<K extends RecordKind>(
  kind: K,
  value: Value,
  id: string,
  { orderBy }: Pick<Query<K>, 'orderBy'>,
): Place {
  return { value: orderBy === undefined ? id : columnOf(kind, value, orderBy), id }
}

function matches<K extends RecordKind>(
  kind: K,
  value: Value,
  { where, atMost, orderBy }: Pick<Query<K>, 'where' | 'atMost' | 'orderBy'>,
): boolean {
  const equal = Object.entries(where ?? {}).every(
    ([column, wanted]) => wanted !== null && columnOf(kind, value, column) === wanted,
  )
  if (!equal || (orderBy !== undefined && columnOf(kind, value, orderBy) === null)) return false
  if (atMost === undefined) return true
  const bounded = columnOf(kind, value, atMost.column)
  return typeof bounded === 'number' && bounded <= atMost.value
}

function columnOf(kind: RecordKind, value: Value, column: string): ColumnValue {
  return columnsOf(kind)[column]?.(value) ?? null
}

/** A kind's columns are asked with values of the kind only. */
function columnsOf(kind: RecordKind): Readonly<Record<string, ColumnRule>> {
  return RECORD_KINDS[kind].columns as Readonly<Record<string, ColumnRule>>
}
