import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { describeHearing } from '../hearing.suite.ts'
import { describeRandomOperations } from '../random.suite.ts'
import { beatOf, DEFAULTS, hostOf, type OpenStore, T0 } from '../samples.suite.ts'
import { describeSweeping } from '../sweeping.suite.ts'
import { openClient } from './client.ts'
import { marksOnRecord } from './marks-on-record.suite.ts'
import { type DynamodbOptions, openDynamodb } from './open.ts'
import { notesRequests, type SentRequest, waitsLong } from './region.suite.ts'
import { createTables } from './tables.ts'

/** Smaller than for other stores: everything is a request, which takes a millisecond or two. */
const RANDOM_RUNS = 5
const HOSTS = 120
const BATCH_MAX = 50

/** The server shares its thread with the tests, on a machine that may be busy. */
const PATIENT = { heartbeatMs: 20_000, requestMs: 20_000, attemptMs: 20_000 }

let server: Dynalite
beforeAll(async () => {
  server = await startDynalite()
})
afterAll(() => server.close())

async function newTables(regions: number): Promise<DynamodbOptions> {
  const client = openClient(server.place)
  const recordsTable = server.newName('records')
  const pulsesTables = Array.from({ length: regions }, () => server.newName('pulses'))
  await createTables(client, { records: recordsTable })
  for (const pulses of pulsesTables) await createTables(client, { pulses })
  client.destroy()
  const [home = '', peer] = pulsesTables
  return {
    home: { ...server.place, pulsesTable: home },
    peer: peer === undefined ? null : { ...server.place, pulsesTable: peer },
    records: { ...server.place, recordsTable },
    defaults: DEFAULTS,
    segments: 2,
    batchMax: BATCH_MAX,
    limits: PATIENT,
    plugins: [waitsLong],
  }
}

async function open(regions: number, tables?: DynamodbOptions): Promise<OpenStore> {
  const options = tables ?? (await newTables(regions))
  const store = openDynamodb(options)
  return {
    ...store,
    pulses: marksOnRecord(store),
    async reopen() {
      await store.close()
      return open(regions, options)
    },
  }
}

/** All of store.suite.ts but what records.test.ts runs: writing and listing. */
describe('dynamodb store', () => {
  describeHearing(() => open(1))
  describeSweeping(() => open(1), HOSTS)
  describeRandomOperations(() => open(1), RANDOM_RUNS)
})

describe('dynamodb store, with another region,', () => {
  describeHearing(() => open(2))
  describeRandomOperations(() => open(2), RANDOM_RUNS)
})

describe('an open DynamoDB store', () => {
  it('asks nothing of the network before it is used', async () => {
    const requests: SentRequest[] = []
    const nowhere = { region: 'us-east-1', endpoint: 'http://127.0.0.1:9' }
    const store = openDynamodb({
      home: { ...nowhere, pulsesTable: 'pulses' },
      peer: { ...nowhere, pulsesTable: 'pulses' },
      records: { ...nowhere, recordsTable: 'records' },
      defaults: DEFAULTS,
      plugins: [notesRequests(requests)],
    })
    await store.close()
    expect(requests).toEqual([])
  })

  it('touches neither records nor the other region for a heartbeat without news', async () => {
    const options = await newTables(2)
    const requests: SentRequest[] = []
    const store = openDynamodb({ ...options, plugins: [waitsLong, notesRequests(requests)] })
    await store.pulses.beat([beatOf('a', T0)])
    await store.records.write([{ kind: 'host', id: 'a', value: hostOf('a'), ifVersion: 0 }])
    for await (const batch of store.pulses.unsettled(T0, T0)) expect(batch).toEqual([])
    requests.length = 0
    for (let i = 1; i <= 5; i++) {
      expect(await store.pulses.beat([beatOf('a', T0 + i)])).toEqual(['none'])
    }
    expect(requests.map(({ operation, table }) => `${operation} ${table}`)).toEqual(
      Array.from({ length: 5 }, () => `UpdateItem ${options.home.pulsesTable}`),
    )
    await store.close()
  })

  it('sees both regions in its pulses, and one in home', async () => {
    const options = await newTables(2)
    const east = openDynamodb(options)
    const [home, peer] = [options.peer ?? options.home, options.home]
    const west = openDynamodb({ ...options, home, peer })
    const [beat] = [beatOf('a', T0)]
    await west.pulses.beat([beat])
    expect((await east.pulses.read([beat.hostId]))[0]?.heardAt).toBe(T0)
    expect((await east.home.read([beat.hostId]))[0]).toBeUndefined()
    expect((await west.home.read([beat.hostId]))[0]?.heardAt).toBe(T0)
    await Promise.all([east.close(), west.close()])
  })
})
