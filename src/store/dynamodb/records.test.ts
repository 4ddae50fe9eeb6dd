import { afterAll, beforeAll } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { describeListing } from '../listing.suite.ts'
import { memoryPulses } from '../memory/pulses.ts'
import { DEFAULTS, type OpenStore } from '../samples.suite.ts'
import { describeWriting } from '../writing.suite.ts'
import { openClient } from './client.ts'
import { dynamodbRecords } from './records.ts'
import { createTables } from './tables.ts'

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite()
})
afterAll(() => dynalite.close())

async function open(): Promise<OpenStore> {
  const client = openClient(dynalite.place)
  const name = dynalite.newName('records')
  await createTables(client, { records: name })
  return {
    pulses: memoryPulses(DEFAULTS),
    records: dynamodbRecords(client, name, { limitMs: 60_000 }),
    close: async () => client.destroy(),
  }
}

describeWriting(open)
describeListing(open)
