import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ASSUMPTIONS } from '../bench/cost-assumptions.js'
import { createSweep } from '../src/runtime/lambda/sweep.ts'
import { createSubscription } from '../src/service/create-subscription.ts'
import { openClient } from '../src/store/dynamodb/client.ts'
import { openDynamodb } from '../src/store/dynamodb/open.ts'
import { createTables } from '../src/store/dynamodb/tables.ts'
import { DEFAULTS } from '../src/store/samples.suite.ts'
import { type Dynalite, startDynalite } from './kit/dynalite.ts'
import { makeWorld } from './kit/world.ts'

const TABLES = { pulses: 'pulses', records: 'records' }
const HOSTS = 5
const SUBSCRIPTIONS = 3
const MINUTE_MS = 60_000
/** What DynamoDB charges for a query that finds nothing; dynalite charges none. */
const QUERY_UNITS_MIN = 0.5

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite()
  await createTables(openClient(dynalite.place), TABLES)
})
afterAll(() => dynalite.close())

it('a sweep without news asks the records for what the cost is reckoned with', async () => {
  const ledger = openLedger()
  const place = dynalite.place
  const store = openDynamodb({
    home: { ...place, pulsesTable: TABLES.pulses },
    peer: null,
    records: { ...place, recordsTable: TABLES.records },
    defaults: DEFAULTS,
    tallyMs: 5 * MINUTE_MS,
    plugins: [ledger.plugin],
  })
  const world = makeWorld({ pulses: store.pulses, records: store.records })
  const ids = Array.from({ length: HOSTS }, (_, number) => `store-${number % 4}-till-${number}`)
  for (let each = 0; each < SUBSCRIPTIONS; each++) {
    await createSubscription(world.ctx, { name: `team ${each}`, channel: { kind: 'log' } })
  }
  const sweep = createSweep({
    ctx: world.ctx,
    region: 'us-east-1',
    peer: null,
    home: store.home,
    canary: null,
    everyMs: MINUTE_MS,
    wait: async (ms) => world.clock.advance(ms),
    onPeer: () => {},
    flushMetrics: () => {},
  })
  for (let minute = 0; minute < 2; minute++) {
    await world.beat(ids)
    await sweep({})
    world.clock.advance(MINUTE_MS)
  }
  ledger.clear()
  expect(await sweep({})).toEqual({ swept: 0 })
  const { reads, writes } = ledger.of(TABLES.records)
  await store.close()
  expect(reads).toBeLessThanOrEqual(ASSUMPTIONS.sweepReadUnits)
  expect(reads).toBeGreaterThan(ASSUMPTIONS.sweepReadUnits / 2)
  expect(writes).toBe(ASSUMPTIONS.sweepRecordWrites)
})

/** Units of all that was asked, by table. */
function openLedger() {
  let entries: { table: string; reads: number; writes: number }[] = []
  const plugin = (client: DynamoDBClient) => {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const { input } = args
          const answer = await next({
            ...args,
            input: { ...input, ReturnConsumedCapacity: 'TOTAL' },
          })
          const units = Math.max(unitsOf(answer.output), QUERY_UNITS_MIN)
          const isRead = /^(Get|BatchGet|Query|Scan)/.test(commandName)
          const [reads, writes] = isRead ? [units, 0] : [0, units]
          entries.push({ table: tableOf(input), reads, writes })
          return answer
        },
      { step: 'initialize' },
    )
  }
  return {
    plugin,
    clear: () => {
      entries = []
    },
    of(table: string) {
      const own = entries.filter((entry) => entry.table === table)
      const sum = (part: 'reads' | 'writes') => own.reduce((all, entry) => all + entry[part], 0)
      return { reads: sum('reads'), writes: sum('writes') }
    },
  }
}

function tableOf(input: object): string {
  if ('TableName' in input) return String(input.TableName)
  if ('RequestItems' in input) return Object.keys(Object(input.RequestItems))[0] ?? ''
  return ''
}

function unitsOf(output: object): number {
  if (!('ConsumedCapacity' in output)) return 0
  const capacities: unknown[] = [output.ConsumedCapacity].flat()
  return capacities.reduce<number>((sum, each) => {
    const units = typeof each === 'object' && each !== null ? Object(each).CapacityUnits : 0
    return sum + Number(units ?? 0)
  }, 0)
}
