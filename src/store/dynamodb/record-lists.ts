/**
 * The lists by which records are found, per kind: list 1 of a kind lives in index `list1` of the
 * table, and so on, five at most. Every list costs a write of its own when a record comes into it,
 * moves in it or leaves it, so there are only those that a verb needs.
 *
 * - `equals`   columns whose values make the partition; a record with a null in one is not in it
 * - `orderBy`  a number that every record has; absent: by id
 * - `shards`   partitions that share the load, by id: DynamoDB takes 1,000 writes per second into
 *              one, and a list is read by asking all
 * - `narrow`   so few records share a partition that they may be sorted when asked for
 *
 * What is stored depends on places in these arrays and on all counts of shards: a change needs a
 * migration of the table. By id and without a condition, a kind is read from the table itself.
 */
import type { ColumnOf, ColumnValue, RECORD_KINDS, RecordKind } from '../../service/record-kinds.ts'

export interface RecordList {
  /** From 1. */
  readonly number: number
  readonly equals: readonly string[]
  readonly orderBy?: string
  readonly shards: number
  readonly narrow?: true
}

/** Columns that are a number in every record. */
type NumberColumnOf<K extends RecordKind> = {
  [C in ColumnOf<K>]: (typeof RECORD_KINDS)[K]['columns'][C] extends (record: never) => number
    ? C
    : never
}[ColumnOf<K>]

interface ListOf<K extends RecordKind> {
  readonly equals: readonly ColumnOf<K>[]
  readonly orderBy?: NumberColumnOf<K>
  readonly shards: number
  readonly narrow?: true
}

const LISTS: { readonly [K in RecordKind]: readonly ListOf<K>[] } = {
  host: [
    { equals: ['pending'], shards: 4 },
    { equals: ['state'], shards: 8 },
    { equals: ['site'], shards: 1, narrow: true },
    { equals: ['keyId'], shards: 16 },
    { equals: [], orderBy: 'since', shards: 16 },
  ],
  incident: [
    { equals: ['state'], orderBy: 'openedAt', shards: 16 },
    { equals: ['site'], orderBy: 'openedAt', shards: 1, narrow: true },
    { equals: ['hostId'], orderBy: 'epoch', shards: 1, narrow: true },
    { equals: ['hostId'], orderBy: 'openedAt', shards: 1, narrow: true },
    { equals: [], orderBy: 'openedAt', shards: 16 },
  ],
  subscription: [],
  mailbox: [],
  entry: [
    { equals: ['waitingIn'], orderBy: 'notBefore', shards: 8, narrow: true },
    { equals: ['deliveryId'], shards: 8, narrow: true },
    { equals: ['silenceId'], shards: 1, narrow: true },
    { equals: ['incidentId'], shards: 1, narrow: true },
    { equals: [], orderBy: 'createdAt', shards: 16 },
  ],
  delivery: [
    { equals: ['subscriptionId', 'state'], orderBy: 'createdAt', shards: 1, narrow: true },
    { equals: ['state'], orderBy: 'createdAt', shards: 1 },
    { equals: ['subscriptionId'], orderBy: 'createdAt', shards: 1 },
    { equals: [], orderBy: 'createdAt', shards: 16 },
  ],
  silence: [],
  key: [],
  listener: [],
  lease: [],
  audit: [{ equals: [], orderBy: 'at', shards: 1 }],
  session: [{ equals: [], orderBy: 'expiresAt', shards: 1 }],
  replay: [{ equals: [], orderBy: 'createdAt', shards: 16 }],
}

/** Partitions of the table itself that the records of a kind are spread over. */
const KIND_SHARDS: Readonly<Record<RecordKind, number>> = {
  host: 16,
  incident: 16,
  entry: 16,
  delivery: 4,
  audit: 4,
  session: 4,
  replay: 4,
  subscription: 1,
  mailbox: 1,
  silence: 1,
  key: 1,
  listener: 1,
  lease: 1,
}

export function listsOf(kind: RecordKind): readonly RecordList[] {
  const lists: readonly Omit<RecordList, 'number'>[] = LISTS[kind]
  return lists.map((list, index) => ({ ...list, number: index + 1 }))
}

export function kindShards(kind: RecordKind): number {
  return KIND_SHARDS[kind]
}

type Where = Readonly<Record<string, ColumnValue | undefined>>

/** The way to the records that a query asks for. */
export interface AccessPath {
  /** Null: the table itself, by id. */
  readonly list: RecordList | null
  /** All records behind it must be seen, and sorted, before the first is known. Slow. */
  readonly sorts: boolean
}

/** The list that narrows most among those that keep the order; else one that may be sorted. */
export function choosePath(
  kind: RecordKind,
  where: Where,
  orderBy: string | undefined,
): AccessPath {
  const usable = listsOf(kind)
    .filter(({ equals }) => equals.every((column) => column in where))
    .sort((a, b) => widthOf(a) - widthOf(b))
  const ordered = usable.find((list) => list.orderBy === orderBy)
  if (ordered !== undefined && ordered.equals.length > 0) return { list: ordered, sorts: false }
  const narrow = usable.find((list) => list.narrow)
  if (narrow !== undefined) return { list: narrow, sorts: true }
  if (ordered !== undefined) return { list: ordered, sorts: false }
  if (orderBy === undefined) return { list: null, sorts: false }
  return { list: usable.find(({ equals }) => equals.length > 0) ?? null, sorts: true }
}

/** The list whose partition is exactly the condition. */
export function exactList(kind: RecordKind, where: Where): RecordList | undefined {
  const columns = Object.keys(where)
  return listsOf(kind).find(
    ({ equals }) =>
      equals.length === columns.length && equals.every((column) => columns.includes(column)),
  )
}

function widthOf({ equals, narrow }: RecordList): number {
  return -2 * equals.length - (narrow === true ? 1 : 0)
}
