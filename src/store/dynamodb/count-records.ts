import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { RecordKind, RecordOf } from '../../service/record-kinds.ts'
import { call } from './call.ts'
import { belongs, type Conditions, isNever } from './conditions.ts'
import { currentItems } from './current-items.ts'
import { inFlight } from './in-flight.ts'
import { type ListSource, listSource, partitionQuery } from './list-source.ts'
import { mergeRows } from './merge-rows.ts'
import { versionedItem } from './record-item.ts'
import { choosePath, exactList } from './record-lists.ts'
import { READS_IN_FLIGHT, type RecordsTable } from './records-table.ts'

const ROUND = 1_000

/**
 * Counts in the index, if a list is exactly for these columns, a moment late; all of a kind in the
 * table, exactly; else by reading every record of the narrowest list. A page of a count is 1 MB.
 */
export async function countRecords<K extends RecordKind>(
  table: RecordsTable,
  kind: K,
  where: Conditions['where'],
): Promise<number> {
  if (isNever({ where })) return 0
  const exact = Object.keys(where).length === 0 ? null : exactList(kind, where)
  if (exact !== undefined) return countRows(table, listSource(kind, exact, where))
  const { list } = choosePath(kind, where, undefined)
  const range = { from: null, to: null, descending: false }
  const rows = mergeRows(table, listSource(kind, list, where), range, ROUND)
  const conditions = { where, atMost: undefined, orderBy: undefined }
  let count = 0
  for (;;) {
    const taken = await rows.take(ROUND)
    const items = await currentItems(table, kind, taken)
    for (const { id, place } of taken) {
      const item = items.get(id)
      if (item === undefined) continue
      if (belongs(kind, conditions, versionedItem<RecordOf[K]>(item).value, place)) count++
    }
    if (taken.length < ROUND) return count
  }
}

async function countRows(table: RecordsTable, source: ListSource): Promise<number> {
  let count = 0
  await inFlight(source.partitions, READS_IN_FLIGHT, async (partition) => {
    let from: QueryCommandInput['ExclusiveStartKey']
    do {
      const query = partitionQuery(table, source, partition)
      const command = new QueryCommand({ ...query, Select: 'COUNT', ExclusiveStartKey: from })
      const answer = await call(table.client, command, table.rules)
      if (answer.kind !== 'done') throw new Error('a read has no condition')
      count += answer.output.Count ?? 0
      from = answer.output.LastEvaluatedKey
    } while (from !== undefined)
  })
  return count
}
