/**
 * One conditional write of one record.
 *
 * If an attempt was lost on the way back and the next finds its condition broken, the reason may be
 * the first, which was applied. The record as it is now tells, for versions only grow:
 *
 * - It carries our token: it was us.
 * - It has the version that we would have made, with another token: it was another.
 * - It was to be removed, and is gone or made anew: it is removed. It has a later version: it was
 *   changed by another instead.
 * - It has a version beyond ours, or is gone or made anew since: nobody can tell any more, and the
 *   caller hears that the store is unavailable, as after any write whose answer is lost for good.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Write } from '../../service/ports.ts'
import { call, type Outcome } from './call.ts'
import { unavailable } from './failure.ts'
import { type Item, isStorableId, itemKey, toItem, versionOf } from './record-item.ts'
import type { RecordsTable } from './records-table.ts'

/** True if it was applied. Rejects if that cannot be known, or if it could not be asked for. */
export async function writeRecord(
  table: RecordsTable,
  write: Write,
  token: string,
): Promise<boolean> {
  if (!isStorableId(write.id)) throw new RangeError(`not an id that can be stored: ${write.id}`)
  const outcome = await send(table, write, token)
  if (outcome.kind === 'done') return true
  if (!outcome.ambiguous) return false
  return judge(write, token, outcome.item ?? (await readItem(table, write)))
}

function send(table: RecordsTable, write: Write, token: string): Promise<Outcome<unknown>> {
  const { kind, id, value, ifVersion } = write
  const condition = {
    TableName: table.name,
    ...conditionOf(ifVersion),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const
  if (value === null) {
    const command = new DeleteItemCommand({ ...condition, Key: itemKey(kind, id) })
    return call(table.client, command, table.rules)
  }
  const item = toItem(kind, id, value, ifVersion + 1, token)
  return call(table.client, new PutItemCommand({ ...condition, Item: item }), table.rules)
}

function conditionOf(ifVersion: number) {
  if (ifVersion === 0) return { ConditionExpression: 'attribute_not_exists(p)' }
  return {
    ConditionExpression: 'v = :v',
    ExpressionAttributeValues: { ':v': { N: String(ifVersion) } },
  }
}

async function readItem(table: RecordsTable, { kind, id }: Write): Promise<Item | undefined> {
  const Key = itemKey(kind, id)
  const command = new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true })
  const answer = await call(table.client, command, table.rules)
  return answer.kind === 'done' ? answer.output.Item : undefined
}

function judge({ value, ifVersion }: Write, token: string, item: Item | undefined): boolean {
  const version = item === undefined ? 0 : versionOf(item)
  if (value === null) return version < Math.max(1, ifVersion)
  if (item?.w?.S === token) return true
  if (version === ifVersion + 1) return false
  throw unavailable(new Error('an answer was lost, and the record has changed again since'))
}
