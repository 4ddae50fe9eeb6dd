import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import type { RecordKind } from '../../service/record-kinds.ts'
import { call } from './call.ts'
import { backoffMs, MACHINE_CLOCK } from './call-clock.ts'
import { unavailable } from './failure.ts'
import { inFlight } from './in-flight.ts'
import { type Item, idOf, isStorableId, itemKey } from './record-item.ts'
import { READS_IN_FLIGHT, type RecordsTable } from './records-table.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_MAX = 100
const ROUNDS_MAX = 50

/** The items of those ids that exist, by id, strongly consistent. Ids may repeat. */
export async function readRecords(
  table: RecordsTable,
  kind: RecordKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Item>> {
  const keys = [...new Set(ids)].filter(isStorableId).map((id) => itemKey(kind, id))
  const chunks: Item[][] = []
  for (let at = 0; at < keys.length; at += KEYS_MAX) chunks.push(keys.slice(at, at + KEYS_MAX))
  const found = new Map<string, Item>()
  await inFlight(chunks, READS_IN_FLIGHT, async (chunk) => {
    for (const item of await readChunk(table, chunk)) found.set(idOf(item), item)
  })
  return found
}

/** What DynamoDB leaves unprocessed is asked for again, until the time for one request is up. */
async function readChunk(table: RecordsTable, keys: readonly Item[]): Promise<Item[]> {
  const clock = table.rules.clock ?? MACHINE_CLOCK
  const until = clock.read() + table.rules.limitMs
  const items: Item[] = []
  let rest = keys
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const limitMs = until - clock.read()
    const request = { [table.name]: { Keys: [...rest], ConsistentRead: true } }
    const command = new BatchGetItemCommand({ RequestItems: request })
    const answer = await call(table.client, command, { ...table.rules, limitMs })
    if (answer.kind !== 'done') throw new Error('a read has no condition')
    items.push(...(answer.output.Responses?.[table.name] ?? []))
    rest = answer.output.UnprocessedKeys?.[table.name]?.Keys ?? []
    if (rest.length === 0) return items
    const waitMs = backoffMs(round, clock)
    if (clock.read() + waitMs >= until) break
    await clock.wait(waitMs)
  }
  throw unavailable(new Error(`${rest.length} keys were left unprocessed`))
}
