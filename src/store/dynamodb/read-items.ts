import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { call } from './call.ts'
import { backoffMs, MACHINE_CLOCK } from './call-clock.ts'
import { unavailable } from './failure.ts'
import type { Item } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'

const ROUNDS_MAX = 50

/**
 * Items of the pulses table by their keys, at most 100, read strongly, in any order. What DynamoDB
 * leaves unprocessed (it answers 16 MB at most) is asked for again until the time is up.
 */
export async function readItems(table: PulsesTable, keys: readonly string[]): Promise<Item[]> {
  const { client, name, working } = table
  const clock = working.clock ?? MACHINE_CLOCK
  const until = clock.read() + working.limitMs
  const found: Item[] = []
  let left: Item[] = keys.map((key) => ({ h: { S: key } }))
  for (let round = 1; left.length > 0; round++) {
    const request = { RequestItems: { [name]: { Keys: left, ConsistentRead: true } } }
    const rules = { ...working, limitMs: until - clock.read() }
    const outcome = await call(client, new BatchGetItemCommand(request), rules)
    if (outcome.kind !== 'done') throw new TypeError('a read has no condition')
    found.push(...(outcome.output.Responses?.[name] ?? []))
    left = outcome.output.UnprocessedKeys?.[name]?.Keys ?? []
    if (left.length === 0) break
    const waitMs = backoffMs(round, clock)
    if (round === ROUNDS_MAX || clock.read() + waitMs >= until) {
      throw unavailable(new Error(`${left.length} keys were left unprocessed`))
    }
    await clock.wait(waitMs)
  }
  return found
}
