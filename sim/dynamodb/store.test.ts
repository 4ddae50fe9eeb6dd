import { afterEach, describe, expect } from 'vitest'
import { marksOnRecord } from '../../src/store/dynamodb/marks-on-record.suite.ts'
import { type Dynamodb, openDynamodb } from '../../src/store/dynamodb/open.ts'
import { PULSES_TABLE, RECORDS_TABLE } from '../../src/store/dynamodb/tables.ts'
import { describeHearing } from '../../src/store/hearing.suite.ts'
import { describeListing } from '../../src/store/listing.suite.ts'
import { describeRandomOperations } from '../../src/store/random.suite.ts'
import { DEFAULTS, type OpenStore } from '../../src/store/samples.suite.ts'
import { describeSweeping } from '../../src/store/sweeping.suite.ts'
import { describeWriting } from '../../src/store/writing.suite.ts'
import type { DynamodbModel, ModelOptions } from './model.ts'
import { callerIn, steadyModel } from './steady-model.suite.ts'

const EAST = 'us-east-1'
const WEST = 'us-west-2'
const NOWHERE = 'http://127.0.0.1:9'

let latest: DynamodbModel

interface Setting extends Partial<ModelOptions> {
  readonly regions: readonly [string, ...string[]]
  readonly through: 'plugin' | 'shortcut'
}

async function open({ regions, through, ...options }: Setting): Promise<OpenStore> {
  const model = steadyModel(options)
  latest = model
  model.createTable({ name: 'records', definition: RECORDS_TABLE, regions })
  for (const region of regions) {
    model.createTable({ name: 'pulses', definition: PULSES_TABLE, regions: [region] })
  }
  const place = (region: string) => ({ region, endpoint: NOWHERE, pulsesTable: 'pulses' })
  const [home, peer] = regions
  const openStore = (): Dynamodb =>
    openDynamodb({
      home: place(home),
      peer: peer === undefined ? null : place(peer),
      records: { region: home, endpoint: NOWHERE, recordsTable: 'records' },
      defaults: DEFAULTS,
      segments: 2,
      batchMax: 50,
      plugins: [model[through](callerIn(home))],
    })
  return asOpen(openStore)
}

function asOpen(openStore: () => Dynamodb): OpenStore {
  const store = openStore()
  return {
    ...store,
    pulses: marksOnRecord(store),
    async reopen() {
      await store.close()
      return asOpen(openStore)
    },
  }
}

afterEach(() => expect(latest.unmodelled).toEqual([]))

/** As many as on dynalite: see open.test.ts of the store. */
const HOSTS = 120
const RANDOM_RUNS = 20

describe('on the model, the dynamodb store', () => {
  const one = () => open({ regions: [EAST], through: 'plugin' })
  describeHearing(one)
  describeSweeping(one, HOSTS)
  describeWriting(one)
  describeListing(one)
  describeRandomOperations(one, RANDOM_RUNS)
})

describe('on the model, the dynamodb store with another region', () => {
  const two = () => open({ regions: [EAST, WEST], through: 'shortcut' })
  describeHearing(two)
  describeRandomOperations(two, RANDOM_RUNS)
})

/** Without sweeping.suite.ts: it removes hosts by the batch, and has as many as batches. */
describe('on the model, the dynamodb store with pages of a few rows', () => {
  const paged = () => open({ regions: [EAST], through: 'shortcut', pageBytesMax: () => 400 })
  describeHearing(paged)
  describeWriting(paged)
  describeListing(paged)
  describeRandomOperations(paged, RANDOM_RUNS)
})
