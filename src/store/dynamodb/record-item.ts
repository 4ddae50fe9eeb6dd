/**
 * A record as an item:
 *
 * - `p` kind and shard, `i` id, `v` version, `d` the value as JSON
 * - `w` a token of the call that wrote it: so a write whose answer was lost knows its own work
 * - `p1` … `p5` the partition and `s1` … `s5` the place in it, for each list that it is in
 */
import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { FlatlineError } from '../../core/problem.ts'
import type { Versioned } from '../../service/ports.ts'
import {
  type ColumnValue,
  RECORD_KINDS,
  type RecordKind,
  type RecordOf,
} from '../../service/record-kinds.ts'
import { itemBytes } from './item-bytes.ts'
import { kindShards, listsOf, type RecordList } from './record-lists.ts'
import { shardOf } from './shard.ts'
import { isSortable, sortKey } from './sort-key.ts'

export type Item = Record<string, AttributeValue>
export type Columns = Readonly<Record<string, ColumnValue>>

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const ITEM_BYTES_MAX = 400 * 1024
const ID_BYTES_MAX = 1_024
const VALUES_CHARS_MAX = 512

export function toItem(
  kind: RecordKind,
  id: string,
  value: RecordOf[RecordKind],
  version: number,
  token: string,
): Item {
  const item: Item = {
    ...itemKey(kind, id),
    v: { N: String(version) },
    d: { S: JSON.stringify(value) },
    w: { S: token },
    ...listAttributes(kind, id, columnsOf(kind, value)),
  }
  const bytes = itemBytes(item)
  if (bytes > ITEM_BYTES_MAX) {
    const detail = `A record of kind ${kind} has ${bytes} bytes; DynamoDB holds ${ITEM_BYTES_MAX}.`
    const hint = `It is the one with the id ${id}: see what made it grow, and report it.`
    throw new FlatlineError('internal_error', detail, { hint })
  }
  return item
}

export function itemKey(kind: RecordKind, id: string): Item {
  return { p: { S: kindPartition(kind, shardOf(id, kindShards(kind))) }, i: { S: id } }
}

/** What DynamoDB takes as an id. Records under others do not exist. */
export function isStorableId(id: string): boolean {
  return id !== '' && Buffer.byteLength(id) <= ID_BYTES_MAX
}

export function kindPartition(kind: RecordKind, shard: number): string {
  return `${kind}#${shard.toString(16)}`
}

/** Values are written as JSON, so that 7 and "7" differ; long ones as their digest. */
export function listPartition(
  kind: RecordKind,
  list: RecordList,
  values: readonly ColumnValue[],
  shard: number,
): string {
  const text = JSON.stringify(values)
  const short =
    text.length <= VALUES_CHARS_MAX ? text : createHash('sha256').update(text).digest('hex')
  return `${kind}.${list.equals.join('+')}=${short}#${shard.toString(16)}`
}

export function idOf(item: Item): string {
  return item.i?.S ?? ''
}

export function versionOf(item: Item): number {
  return Number(item.v?.N)
}

/** A partition holds only what was written as a record of its kind. */
export function versionedItem<T>(item: Item): Versioned<T> {
  return { value: JSON.parse(String(item.d?.S)) as T, version: versionOf(item) }
}

export function columnsOf(kind: RecordKind, value: RecordOf[RecordKind]): Columns {
  return Object.fromEntries(rulesOf(kind).map(([column, read]) => [column, read(value)]))
}

function listAttributes(kind: RecordKind, id: string, columns: Columns): Item {
  const attributes: Item = {}
  for (const list of listsOf(kind)) {
    const values = list.equals.map((column) => columns[column] ?? null)
    const value = list.orderBy === undefined ? null : columns[list.orderBy]
    if (values.includes(null) || (value !== null && !isSortable(value))) continue
    const partition = listPartition(kind, list, values, shardOf(id, list.shards))
    attributes[`p${list.number}`] = { S: partition }
    attributes[`s${list.number}`] = { S: sortKey(value, id) }
  }
  return attributes
}

type ColumnRule = (value: RecordOf[RecordKind]) => ColumnValue

/** The rules of a kind are only ever given values of that kind. */
function rulesOf(kind: RecordKind): [string, ColumnRule][] {
  return Object.entries(RECORD_KINDS[kind].columns) as [string, ColumnRule][]
}
