import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Item, markAttributes } from '../../src/store/dynamodb/pulse-row.ts'
import { hostIdOf, markOf } from '../../src/store/samples.suite.ts'

/** The most that DynamoDB takes at a time. */
const ITEMS_MAX = 25
const IN_FLIGHT_MAX = 8

export interface FilledPulse {
  readonly hostId: string
  readonly heardAt: number
  /** Default: recorded as up. */
  readonly mark?: ReturnType<typeof markOf> | null
}

/** Writes rows as heartbeats and marks leave them, many at a time. */
export async function fillPulses(
  client: DynamoDBClient,
  table: string,
  pulses: readonly FilledPulse[],
): Promise<void> {
  const rest = chunksOf(pulses).values()
  const worker = async () => {
    for (const chunk of rest) {
      const requests = chunk.map((pulse) => ({ PutRequest: { Item: itemOf(pulse) } }))
      const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } })
      const { UnprocessedItems = {} } = await client.send(command)
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('not all rows were taken')
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT_MAX }, worker))
}

function chunksOf<T>(items: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / ITEMS_MAX) }, (_, chunk) =>
    items.slice(chunk * ITEMS_MAX, (chunk + 1) * ITEMS_MAX),
  )
}

function itemOf({ hostId, heardAt, mark = markOf(hostId, 'up') }: FilledPulse): Item {
  return {
    h: { S: hostIdOf(hostId) },
    t: { N: String(heardAt) },
    ...(mark === null ? {} : markAttributes(mark)),
  }
}
