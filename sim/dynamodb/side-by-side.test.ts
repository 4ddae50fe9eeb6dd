/** The model and dynalite are asked the same, and give the same answers. */
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClient } from '../../src/store/dynamodb/client.ts'
import { waitsLong } from '../../src/store/dynamodb/region.suite.ts'
import { createTables, PULSES_TABLE, RECORDS_TABLE } from '../../src/store/dynamodb/tables.ts'
import {
  clampUpdate,
  configureUpdate,
  heartbeatUpdate,
  markUpdate,
} from '../../src/store/dynamodb/update-row.ts'
import { beatOf, DEFAULTS, hostIdOf, markOf, T0 } from '../../src/store/samples.suite.ts'
import { type Dynalite, startDynalite } from '../../test/kit/dynalite.ts'
import type { DynamodbModel } from './model.ts'
import { callerIn, steadyModel } from './steady-model.suite.ts'
import type { Item } from './stored.ts'

const REGION = 'us-east-1'
const RUNS = 8
const ASKS = 80

interface Side {
  readonly client: DynamoDBClient
  readonly pulses: string
  readonly records: string
}

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite(REGION)
})
afterAll(() => dynalite.close())

async function realSide(): Promise<Side> {
  const client = openClient(dynalite.place, [waitsLong])
  const names = { pulses: dynalite.newName('pulses'), records: dynalite.newName('records') }
  await createTables(client, names)
  return { client, ...names }
}

function modelSide(model: DynamodbModel, { pulses, records }: Side): Side {
  model.createTable({ name: pulses, definition: PULSES_TABLE, regions: [REGION] })
  model.createTable({ name: records, definition: RECORDS_TABLE, regions: [REGION] })
  return { client: openClient(dynalite.place, [model.plugin(callerIn(REGION))]), pulses, records }
}

/** What a side answers, as far as both must agree. */
type Ask = (side: Side) => Promise<unknown>

const IDS = ['a', 'b', 'c', 'd', 'é', '\u{1f600}', '\uffee']
const id = fc.constantFrom(...IDS)
const host = fc.constantFrom('a', 'b')
const small = fc.integer({ min: 0, max: 3 })
const instant = fc.integer({ min: T0, max: T0 + 2 })
const timing = fc.record({ intervalMs: fc.integer({ min: 1, max: 9 }), timeoutMs: small })
const awayMs = fc.constantFrom(0, 7)

const number = (value: number) => ({ N: String(value) })
const text = (value: string) => ({ S: value })
const pulsesOf = ({ pulses }: Side) => ({ name: pulses, defaults: DEFAULTS })

const heartbeat: fc.Arbitrary<Ask> = fc
  .tuple(host, instant, fc.boolean(), awayMs, fc.option(timing))
  .map(([name, at, mayRegister, away, own]) => (side) => {
    const more = { mayRegister, awayMs: away, ...(own === null ? {} : { timing: own }) }
    const input = heartbeatUpdate(pulsesOf(side), beatOf(name, at, more))
    return side.client.send(new UpdateItemCommand(input))
  })
const mark: fc.Arbitrary<Ask> = fc
  .tuple(host, fc.constantFrom('up' as const, 'missing' as const), small, instant)
  .map(([name, state, version, registeredAt]) => (side) => {
    const input = markUpdate(pulsesOf(side), markOf(name, state, { version, registeredAt }))
    return side.client.send(new UpdateItemCommand(input))
  })
const configure: fc.Arbitrary<Ask> = fc
  .tuple(host, fc.option(timing), awayMs, fc.boolean(), fc.boolean())
  .map(([name, own, away, onlyIfExists, unlessHeard]) => (side) => {
    const change = { timing: own, awayMs: away, ...(unlessHeard ? { unlessHeard } : {}) } as const
    const input = configureUpdate(pulsesOf(side), hostIdOf(name), change, onlyIfExists)
    return side.client.send(new UpdateItemCommand(input))
  })
const clamp: fc.Arbitrary<Ask> = fc.tuple(host, instant).map(([name, now]) => (side) => {
  const input = clampUpdate(pulsesOf(side), hostIdOf(name), now)
  return side.client.send(new UpdateItemCommand(input))
})

/** A record that is in lists 1 and 2, or in the first, or in none. */
const record = fc.tuple(id, small, small, small).map(
  ([own, version, partition, lists]): Item => ({
    p: text(`kind#${partition % 2}`),
    i: text(own),
    v: number(version),
    ...(lists > 0 ? { p1: text(`list#${partition % 2}`), s1: text(`${version}#${own}`) } : {}),
    ...(lists > 1 ? { p2: text('list'), s2: text(`${own}/${partition % 2}`) } : {}),
  }),
)
const absent = { ConditionExpression: 'attribute_not_exists(p)' }
const isVersion = (version: number) => ({
  ConditionExpression: 'v = :v',
  ExpressionAttributeValues: { ':v': number(version) },
})
const condition = fc.oneof(fc.constant({}), fc.constant(absent), small.map(isVersion))

const put: fc.Arbitrary<Ask> = fc
  .tuple(record, condition)
  .map(([item, rest]) => ({ client, records }) => {
    return client.send(new PutItemCommand({ TableName: records, Item: item, ...rest }))
  })
const remove: fc.Arbitrary<Ask> = fc
  .tuple(record, condition)
  .map(([{ p, i }, rest]) => ({ client, records }) => {
    const Key = keyOf(p, i)
    return client.send(new DeleteItemCommand({ TableName: records, Key, ...rest }))
  })
const get: fc.Arbitrary<Ask> = record.map(({ p, i }) => ({ client, records }) => {
  const input = { TableName: records, Key: keyOf(p, i), ConsistentRead: true }
  return client.send(new GetItemCommand(input))
})
const getMany: fc.Arbitrary<Ask> = fc
  .array(record, { minLength: 1, maxLength: 12 })
  .map((items) => async ({ client, records }) => {
    const Keys = items.map(({ p, i }) => keyOf(p, i))
    const RequestItems = { [records]: { Keys, ConsistentRead: true } }
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems }),
    )
    return { found: sorted(Responses?.[records]), left: UnprocessedKeys }
  })

/**
 * Whether bounds are in order, and whether a page begins within them, dynalite judges by UTF-16,
 * although it sorts by UTF-8: bounds are of what both put in the same place.
 */
const bound = fc
  .oneof(id, fc.constantFrom('0#', '1#b', '2', '9'))
  .filter((each) => !/[\ud800-\uffff]/.test(each))
const clause = fc.oneof(
  fc.constant(null),
  bound.map((from) => ({ clause: '#s > :from', values: { ':from': text(from) } })),
  bound.map((to) => ({ clause: '#s < :to', values: { ':to': text(to) } })),
  fc.tuple(bound, bound).map(([from, to]) => ({
    clause: '#s BETWEEN :from AND :to',
    values: { ':from': text(from), ':to': text(to) },
  })),
)
const source = fc.constantFrom(
  { index: undefined, keys: ['p', 'i'], partitions: ['kind#0', 'kind#1', 'kind#2'] },
  { index: 'list1', keys: ['p1', 's1'], partitions: ['list#0', 'list#1'] },
  { index: 'list2', keys: ['p2', 's2'], partitions: ['list'] },
  { index: 'list9', keys: ['p2', 's2'], partitions: ['list'] },
)
const query: fc.Arbitrary<Ask> = fc
  .tuple(source, small, clause, fc.boolean(), fc.integer({ min: 1, max: 5 }), fc.boolean())
  .map(([{ index, keys, partitions }, at, sort, descending, limit, counted]) => {
    const [partitionKey = '', sortKey = ''] = keys
    const input: Omit<QueryCommandInput, 'TableName'> = {
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      KeyConditionExpression: `#p = :p${sort === null ? '' : ` AND ${sort.clause}`}`,
      ExpressionAttributeNames: { '#p': partitionKey, ...(sort === null ? {} : { '#s': sortKey }) },
      ExpressionAttributeValues: { ':p': text(partitions[at] ?? 'none'), ...sort?.values },
      ScanIndexForward: !descending,
      Limit: limit,
      ...(counted ? { Select: 'COUNT' } : {}),
    }
    return ({ client, records }) =>
      allPages((from) =>
        client.send(new QueryCommand({ TableName: records, ...input, ExclusiveStartKey: from })),
      )
  })

const heardAfter = instant.map((at) => ({
  ConsistentRead: true,
  FilterExpression: 't > :t',
  ExpressionAttributeValues: { ':t': number(at) },
}))
const scan: fc.Arbitrary<Ask> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.oneof(fc.constant({}), heardAfter), small)
  .map(([total, rest, limit]) => async ({ client, pulses }) => {
    const found: Item[] = []
    for (let segment = 0; segment < total; segment++) {
      const input: ScanCommandInput = {
        ...{ TableName: pulses, Segment: segment, TotalSegments: total, ...rest },
        ...(limit === 0 ? {} : { Limit: limit }),
      }
      const pages = await allPages((from) =>
        client.send(new ScanCommand({ ...input, ExclusiveStartKey: from })),
      )
      found.push(...pages.flatMap(({ Items = [] }) => Items))
    }
    return sorted(found)
  })

/** What DynamoDB refuses, whatever is stored. */
const wrong: fc.Arbitrary<Ask> = fc.constantFrom<Ask[]>(
  ({ client, pulses }) => client.send(new GetItemCommand({ TableName: pulses, Key: {} })),
  ({ client, pulses }) =>
    client.send(new GetItemCommand({ TableName: pulses, Key: { h: text('') } })),
  ({ client, pulses }) =>
    client.send(new GetItemCommand({ TableName: pulses, Key: { h: number(1) } })),
  ({ client, pulses }) =>
    client.send(new GetItemCommand({ TableName: pulses, Key: { h: text('x'.repeat(2_049)) } })),
  ({ client, records }) =>
    client.send(new GetItemCommand({ TableName: records, Key: { p: text('a') } })),
  ({ client, records }) =>
    client.send(
      new GetItemCommand({ TableName: records, Key: { p: text('a'), i: text('x'.repeat(1_025)) } }),
    ),
  ({ client, records }) =>
    client.send(
      new PutItemCommand({
        TableName: records,
        Item: { ...keyOf(text('a'), text('b')), p1: number(1) },
      }),
    ),
  ({ client, records }) =>
    client.send(
      new PutItemCommand({
        TableName: records,
        Item: { ...keyOf(text('a'), text('b')), d: text('x'.repeat(410_000)) },
      }),
    ),
  ({ client }) => client.send(new GetItemCommand({ TableName: 'none', Key: { h: text('a') } })),
  ({ client, pulses }) => {
    const Keys = Array.from({ length: 101 }, (_, at) => ({ h: text(String(at)) }))
    return client.send(new BatchGetItemCommand({ RequestItems: { [pulses]: { Keys } } }))
  },
  ({ client, pulses }) => {
    const input = { TableName: pulses, Key: { h: text('a') }, UpdateExpression: 'SET h = :h' }
    const ExpressionAttributeValues = { ':h': text('b') }
    return client.send(new UpdateItemCommand({ ...input, ExpressionAttributeValues }))
  },
  ({ client, pulses }) => {
    const input = { TableName: pulses, Key: { h: text('a') }, UpdateExpression: 'SET t = :t' }
    const ExpressionAttributeValues = { ':t': number(1), ':u': number(2) }
    return client.send(new UpdateItemCommand({ ...input, ExpressionAttributeValues }))
  },
  ({ client, pulses }) => {
    const input = { TableName: pulses, Key: { h: text('a') }, UpdateExpression: 'SET t = :u' }
    return client.send(new UpdateItemCommand(input))
  },
)

const ask: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 4, arbitrary: heartbeat },
  { weight: 3, arbitrary: mark },
  { weight: 2, arbitrary: configure },
  { weight: 1, arbitrary: clamp },
  { weight: 2, arbitrary: scan },
  { weight: 9, arbitrary: put },
  { weight: 2, arbitrary: remove },
  { weight: 1, arbitrary: get },
  { weight: 2, arbitrary: getMany },
  { weight: 6, arbitrary: query },
  { weight: 1, arbitrary: wrong },
)

describe('the model of DynamoDB', () => {
  it('answers any requests of the store as dynalite does', { timeout: 120_000 }, async () => {
    const model = steadyModel()
    await fc.assert(
      fc.asyncProperty(fc.array(ask, { minLength: ASKS, maxLength: ASKS }), async (asks) => {
        const real = await realSide()
        const modelled = modelSide(model, real)
        try {
          for (const each of asks) {
            expect(await outcome(each, modelled)).toEqual(await outcome(each, real))
          }
        } finally {
          real.client.destroy()
          modelled.client.destroy()
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
    )
    expect(model.unmodelled).toEqual([])
  })
})

/** Metadata aside, and the words of a refusal. */
async function outcome(each: Ask, side: Side): Promise<unknown> {
  try {
    const answer = await each(side)
    if (typeof answer !== 'object' || answer === null) return answer
    return { ...answer, $metadata: undefined }
  } catch (cause) {
    return cause instanceof Error ? cause.name : cause
  }
}

interface Page {
  readonly Items?: Item[] | undefined
  readonly LastEvaluatedKey?: Item | undefined
}

async function allPages<T extends Page>(read: (from: Item | undefined) => Promise<T>) {
  const pages: Page[] = []
  let from: Item | undefined
  do {
    const page = await read(from)
    pages.push({ ...page, $metadata: undefined } as Page)
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return pages
}

function sorted(items: readonly Item[] = []): string[] {
  return items
    .map((item) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))))
    .sort()
}

function keyOf(p: Item[string] | undefined, i: Item[string] | undefined) {
  return { p: p ?? text(''), i: i ?? text('') }
}
