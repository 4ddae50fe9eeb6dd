import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { onTestFinished } from 'vitest'
import { type AwsFaults, awsFaults } from '../../../test/kit/aws-faults.ts'
import { handCallClock } from '../../../test/kit/call-clock.ts'
import type { Dynalite } from '../../../test/kit/dynalite.ts'
import type { CallRules } from './call.ts'
import { openClient } from './client.ts'
import { type DynamodbRecords, dynamodbRecords } from './records.ts'
import { createTables } from './tables.ts'

export interface FaultyRecords {
  /** Those that faults strike. */
  readonly records: DynamodbRecords
  /** The same table, without faults. */
  readonly sound: DynamodbRecords
  readonly faults: AwsFaults
  readonly client: DynamoDBClient
  readonly table: string
}

interface FaultyOptions {
  /** Happens in every wait between two attempts. */
  readonly meanwhile?: (sound: DynamodbRecords) => Promise<unknown>
  readonly rules?: Partial<CallRules>
  readonly plugins?: readonly ((client: DynamoDBClient) => void)[]
}

/** A new table, its records, and what happens to their requests; waits take no time. */
export async function faultyRecords(
  dynalite: Dynalite,
  { meanwhile, rules = {}, plugins = [] }: FaultyOptions = {},
): Promise<FaultyRecords> {
  const faults = awsFaults()
  const client = openClient(dynalite.place, [faults.plugin, ...plugins])
  const soundClient = openClient(dynalite.place)
  onTestFinished(() => {
    client.destroy()
    soundClient.destroy()
  })
  const table = dynalite.newName('records')
  await createTables(soundClient, { records: table })
  const sound = dynamodbRecords(soundClient, table, { limitMs: 60_000 })
  const clock = handCallClock(1, async () => meanwhile?.(sound))
  const records = dynamodbRecords(client, table, { clock, ...rules })
  return { records, sound, faults, client: soundClient, table }
}
