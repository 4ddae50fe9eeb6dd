import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { ColumnValue, RecordKind } from '../../service/record-kinds.ts'
import { compareText, type Place } from '../query.ts'
import { call } from './call.ts'
import { type Item, idOf, kindPartition, listPartition } from './record-item.ts'
import { kindShards, type RecordList } from './record-lists.ts'
import type { RecordsTable } from './records-table.ts'
import { numberOf } from './sort-key.ts'

/** The partitions that a list or a kind is spread over, each in the same order. */
export interface ListSource {
  readonly partitions: readonly string[]
  readonly partitionKey: string
  readonly sortKey: string
  /** Absent: the table itself, which is read strongly and gives whole items. */
  readonly index: string | undefined
  readonly byNumber: boolean
}

export interface ListRow {
  readonly key: string
  readonly id: string
  readonly place: Place
  readonly item: Item | undefined
}

/** Sort keys greater than `from` and less than `to`. */
export interface KeyRange {
  readonly from: string | null
  readonly to: string | null
}

export function listSource(
  kind: RecordKind,
  list: RecordList | null,
  where: Readonly<Record<string, ColumnValue | undefined>>,
): ListSource {
  if (list === null) {
    const partitions = shards(kindShards(kind)).map((shard) => kindPartition(kind, shard))
    return { partitions, partitionKey: 'p', sortKey: 'i', index: undefined, byNumber: false }
  }
  const { number, equals, orderBy } = list
  const values = equals.map((column) => where[column] ?? null)
  return {
    partitions: shards(list.shards).map((shard) => listPartition(kind, list, values, shard)),
    partitionKey: `p${number}`,
    sortKey: `s${number}`,
    index: `list${number}`,
    byNumber: orderBy !== undefined,
  }
}

/** At most `rowsMax` rows of one partition. `next`: the key to go on behind; null at the end. */
export async function readRows(
  table: RecordsTable,
  source: ListSource,
  partition: string,
  range: KeyRange & { readonly descending: boolean; readonly rowsMax: number },
): Promise<{ readonly rows: readonly ListRow[]; readonly next: string | null }> {
  if (range.from !== null && range.to !== null && compareText(range.from, range.to) >= 0) {
    return { rows: [], next: null }
  }
  const command = new QueryCommand({
    ...partitionQuery(table, source, partition, range),
    ScanIndexForward: !range.descending,
    Limit: range.rowsMax,
  })
  const answer = await call(table.client, command, table.rules)
  if (answer.kind !== 'done') throw new Error('a read has no condition')
  const { Items = [], LastEvaluatedKey } = answer.output
  const next = LastEvaluatedKey?.[source.sortKey]?.S ?? null
  return { rows: Items.map((item) => toRow(source, item)), next }
}

export function partitionQuery(
  table: RecordsTable,
  source: ListSource,
  partition: string,
  { from, to }: KeyRange = { from: null, to: null },
): QueryCommandInput {
  const clauses = ['#p = :p']
  if (from !== null && to !== null) clauses.push('#s BETWEEN :from AND :to')
  else if (from !== null) clauses.push('#s > :from')
  else if (to !== null) clauses.push('#s < :to')
  return {
    TableName: table.name,
    ...(source.index === undefined ? { ConsistentRead: true } : { IndexName: source.index }),
    KeyConditionExpression: clauses.join(' AND '),
    ExpressionAttributeNames: {
      '#p': source.partitionKey,
      ...(clauses.length > 1 ? { '#s': source.sortKey } : {}),
    },
    ExpressionAttributeValues: {
      ':p': { S: partition },
      ...(from === null ? {} : { ':from': { S: to === null ? from : `${from}\0` } }),
      ...(to === null ? {} : { ':to': { S: to } }),
    },
  }
}

function toRow({ sortKey, index, byNumber }: ListSource, item: Item): ListRow {
  const key = item[sortKey]?.S ?? ''
  const id = idOf(item)
  const place = { value: byNumber ? numberOf(key) : id, id }
  return { key, id, place, item: index === undefined ? item : undefined }
}

function shards(count: number): number[] {
  return Array.from({ length: count }, (_, shard) => shard)
}
