import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  InternalServerError,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
  ReplicatedWriteConflictException,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openClient } from '../../src/store/dynamodb/client.ts'
import { PULSES_TABLE, RECORDS_TABLE } from '../../src/store/dynamodb/tables.ts'
import type { AwsFault } from '../../test/kit/aws-faults.ts'
import type { DynamodbModel, ModelOptions } from './model.ts'
import { callerIn, steadyModel } from './steady-model.suite.ts'
import { type WaitingRoom, waitingRoom } from './waiting-room.suite.ts'

const EAST = 'us-east-1'
const WEST = 'us-west-2'
const NOWHERE = 'http://127.0.0.1:9'
const START = 1_800_000_000_000
const HOUR = 3_600_000

let room: WaitingRoom
let clients: DynamoDBClient[] = []
beforeEach(() => {
  room = waitingRoom(START)
})
afterEach(() => {
  for (const client of clients) client.destroy()
  clients = []
})

interface World {
  readonly model: DynamodbModel
  readonly east: DynamoDBClient
  readonly west: DynamoDBClient
}

function open(options: Partial<ModelOptions> = {}): World {
  const model = steadyModel({ now: () => room.now, ...options })
  const regions = [EAST, WEST]
  model.createTable({ name: 'records', definition: RECORDS_TABLE, regions, witness: 'us-east-2' })
  for (const region of regions) {
    model.createTable({ name: 'pulses', definition: PULSES_TABLE, regions: [region] })
  }
  const client = (region: string) => {
    const caller = { ...callerIn(region), wait: options.wait ?? (async () => {}) }
    const opened = openClient({ region, endpoint: NOWHERE }, [model.plugin(caller)])
    clients.push(opened)
    return opened
  }
  return { model, east: client(EAST), west: client(WEST) }
}

const text = (value: string) => ({ S: value })
const number = (value: number) => ({ N: String(value) })
const keyOf = (id: string) => ({ p: text('kind'), i: text(id) })
const absent = { ConditionExpression: 'attribute_not_exists(p)' }

function put(client: DynamoDBClient, id: string, list = 'list', rest = {}) {
  const item = { ...keyOf(id), v: number(1), p1: text(list), s1: text(id) }
  return client.send(new PutItemCommand({ TableName: 'records', Item: item, ...rest }))
}

async function listed(client: DynamoDBClient, list = 'list'): Promise<(string | undefined)[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: 'records',
      IndexName: 'list1',
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': 'p1' },
      ExpressionAttributeValues: { ':p': text(list) },
    }),
  )
  return Items.map(({ i }) => i?.S)
}

async function read(client: DynamoDBClient, id: string) {
  const input = { TableName: 'records', Key: keyOf(id), ConsistentRead: true }
  return (await client.send(new GetItemCommand(input))).Item
}

function beat(client: DynamoDBClient, host: string, at: number, x?: number) {
  const values = { ':t': number(at), ...(x === undefined ? {} : { ':x': number(x) }) }
  return client.send(
    new UpdateItemCommand({
      TableName: 'pulses',
      Key: { h: text(host) },
      UpdateExpression: x === undefined ? 'SET t = :t' : 'SET t = :t, x = :x',
      ExpressionAttributeValues: values,
    }),
  )
}

async function scanned(client: DynamoDBClient, strongly = false) {
  const input = { TableName: 'pulses', ConsistentRead: strongly }
  return (await client.send(new ScanCommand(input))).Items ?? []
}

describe('a global table', () => {
  it('shows a write to strong reads in every region at once', async () => {
    const { east, west } = open({ indexLagMs: () => HOUR, readLagMs: () => HOUR })
    await put(east, 'a')
    expect(await read(west, 'a')).toMatchObject({ v: { N: '1' } })
  })

  it('lets one of two conditional writes win, and tells the other what it met', async () => {
    const { east, west } = open()
    const rest = { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
    await put(east, 'a', 'mine', rest)
    const lost = await put(west, 'a', 'yours', rest).catch((cause: unknown) => cause)
    expect(lost).toBeInstanceOf(ConditionalCheckFailedException)
    expect(lost).toMatchObject({ Item: { p1: { S: 'mine' } } })
    const untold = await put(west, 'a', 'yours', absent).catch((cause: unknown) => cause)
    expect(untold).toHaveProperty('Item', undefined)
  })

  it.each([
    ['from the other region', 1, ReplicatedWriteConflictException],
    ['by luck, not even then', 0, ConditionalCheckFailedException],
  ])('refuses a write that meets one under way %s', async (_, conflictChance, expected) => {
    const latency = () => ({ thereMs: 1, backMs: 50 })
    const { east, west } = open({ wait: room.wait, latency, conflictChance })
    const first = put(east, 'a', 'mine', absent)
    await room.pass(10)
    const second = put(west, 'a', 'yours', absent).catch((cause: unknown) => cause)
    await room.pass(100)
    await first
    expect(await second).toBeInstanceOf(expected)
    const third = put(west, 'a', 'yours', absent).catch((cause: unknown) => cause)
    await room.pass(100)
    expect(await third).toBeInstanceOf(ConditionalCheckFailedException)
  })

  it('lets writes of one region meet without a conflict', async () => {
    const latency = () => ({ thereMs: 1, backMs: 50 })
    const { east } = open({ wait: room.wait, latency, conflictChance: 1 })
    const both = Promise.allSettled([put(east, 'a', 'x', absent), put(east, 'a', 'y', absent)])
    await room.pass(100)
    const [, second] = await both
    expect(second).toMatchObject({ reason: { name: 'ConditionalCheckFailedException' } })
  })

  it('serves writes and strong reads while one of the other replicas is reached', async () => {
    const cut = new Set<string>()
    const { east, west } = open({ reaches: (from, to) => from === to || !cut.has(`${from} ${to}`) })
    cut.add(`${EAST} ${WEST}`).add(`${WEST} ${EAST}`)
    await put(east, 'a')
    expect(await read(west, 'a')).toBeDefined()
    cut.add(`${EAST} us-east-2`)
    await expect(put(east, 'b')).rejects.toBeInstanceOf(InternalServerError)
    await expect(read(east, 'a')).rejects.toBeInstanceOf(InternalServerError)
    await put(west, 'b')
    expect(await listed(east)).toEqual(['a'])
    expect(await listed(west)).toEqual(['a', 'b'])
    cut.clear()
    expect(await listed(east)).toEqual(['a', 'b'])
  })
})

describe('an index', () => {
  it('shows a write when its time has come, in each region at its own', async () => {
    const lags = [1_000, 3_000]
    const { east, west } = open({ indexLagMs: () => lags.shift() ?? 0 })
    await put(east, 'a')
    expect([await listed(east), await listed(west)]).toEqual([[], []])
    await room.pass(1_000)
    expect([await listed(east), await listed(west)]).toEqual([['a'], []])
    await room.pass(2_000)
    expect([await listed(east), await listed(west)]).toEqual([['a'], ['a']])
  })

  it('shows the writes of one item in their order, however they are delayed', async () => {
    const lags = [5_000, 5_000, 0, 0, 0, 0]
    const { east } = open({ indexLagMs: () => lags.shift() ?? 0 })
    await put(east, 'a', 'before')
    await put(east, 'a', 'after')
    await put(east, 'b', 'after')
    expect(await listed(east, 'after')).toEqual(['b'])
    await room.pass(5_000)
    expect(await listed(east, 'before')).toEqual([])
    expect(await listed(east, 'after')).toEqual(['a', 'b'])
  })

  it('still shows what was deleted a moment ago', async () => {
    let lagMs = 0
    const { east } = open({ indexLagMs: () => lagMs })
    await put(east, 'a')
    lagMs = 1_000
    await east.send(new DeleteItemCommand({ TableName: 'records', Key: keyOf('a') }))
    expect([await read(east, 'a'), await listed(east)]).toEqual([undefined, ['a']])
    await room.pass(1_000)
    expect(await listed(east)).toEqual([])
  })
})

describe('a read that is not strong', () => {
  it('may see what was before, for a while', async () => {
    const { east } = open({ readLagMs: () => 1_000 })
    await beat(east, 'a', 1)
    await room.pass(1_000)
    await beat(east, 'a', 2)
    const seen = new Set<string | undefined>()
    for (let round = 0; round < 40; round++) seen.add((await scanned(east))[0]?.t?.N)
    expect([...seen].sort()).toEqual(['1', '2'])
    expect(await scanned(east, true)).toMatchObject([{ t: { N: '2' } }])
    await room.pass(1_000)
    for (let round = 0; round < 40; round++) {
      expect(await scanned(east)).toMatchObject([{ t: { N: '2' } }])
    }
  })

  it('may miss what is new, and see what is gone', async () => {
    const { east } = open({ readLagMs: () => 1_000 })
    const rows = async () => {
      const counts = new Set<number>()
      for (let round = 0; round < 40; round++) counts.add((await scanned(east)).length)
      return [...counts].sort()
    }
    await beat(east, 'a', 1)
    expect(await rows()).toEqual([0, 1])
    await room.pass(1_000)
    expect(await rows()).toEqual([1])
    await east.send(new DeleteItemCommand({ TableName: 'pulses', Key: { h: text('a') } }))
    expect(await rows()).toEqual([0, 1])
    await room.pass(1_000)
    expect(await rows()).toEqual([0])
  })
})

describe('time to live', () => {
  it('takes a row away within two days after its time, never before', async () => {
    const { east } = open()
    const hosts = Array.from({ length: 50 }, (_, at) => `host-${at}`)
    for (const host of hosts) await beat(east, host, 1, START / 1_000 + 3_600)
    await room.pass(HOUR - 1)
    expect(await scanned(east, true)).toHaveLength(50)
    await room.pass(24 * HOUR)
    const left = (await scanned(east, true)).length
    expect(left).toBeGreaterThan(10)
    expect(left).toBeLessThan(40)
    await room.pass(24 * HOUR + 1)
    expect(await scanned(east, true)).toEqual([])
  })

  it('spares a row that was heard in the meantime, until its new time', async () => {
    const { east } = open()
    const hosts = Array.from({ length: 50 }, (_, at) => `host-${at}`)
    for (const host of hosts) await beat(east, host, 1, START / 1_000)
    expect(await scanned(east, true)).toHaveLength(50)
    for (const host of hosts) await beat(east, host, 2, START / 1_000 + 60 * 3_600)
    await room.pass(60 * HOUR)
    expect(await scanned(east, true)).toHaveLength(50)
    await room.pass(24 * HOUR)
    expect((await scanned(east, true)).length).toBeGreaterThan(10)
  })
})

describe('a request', () => {
  it.each<[AwsFault, boolean, object]>([
    ['throttled', false, ProvisionedThroughputExceededException],
    ['failed', false, InternalServerError],
    ['failed_after', true, InternalServerError],
    ['conflict', false, ReplicatedWriteConflictException],
    ['conflict_after', true, ReplicatedWriteConflictException],
    ['reset', false, Error],
    ['reset_after', true, Error],
    ['unreachable', false, Error],
  ])('that is struck (%s) is applied: %s', async (fault, applied, kind) => {
    let strike: AwsFault | undefined = fault
    const { east, model } = open({ strike: () => strike })
    await expect(put(east, 'a')).rejects.toBeInstanceOf(Object(kind))
    strike = undefined
    expect(model.items(EAST, 'records')).toHaveLength(applied ? 1 : 0)
    expect(await read(east, 'a')).toEqual(applied ? expect.anything() : undefined)
  })

  it.each<[AwsFault, number]>([
    ['hanging', 0],
    ['hanging_after', 1],
  ])('that hangs (%s) is never answered', async (fault, items) => {
    const { east, model } = open({ strike: () => fault })
    let answered = false
    void put(east, 'a').finally(() => {
      answered = true
    })
    await room.pass(HOUR)
    expect([answered, model.items(WEST, 'records').length]).toEqual([false, items])
  })

  it('leaves some keys unprocessed when that is drawn, and does the others', async () => {
    const { east } = open({ strike: () => 'unprocessed' })
    for (const id of ['a', 'b', 'c']) await put(east, id)
    const Keys = ['a', 'b', 'c', 'd'].map(keyOf)
    const ask = () =>
      east.send(
        new BatchGetItemCommand({ RequestItems: { records: { Keys, ConsistentRead: true } } }),
      )
    const lefts = new Set<number>()
    for (let round = 0; round < 40; round++) {
      const { Responses, UnprocessedKeys } = await ask()
      const left = UnprocessedKeys?.records?.Keys ?? []
      const found = Responses?.records ?? []
      expect(left.length + found.length).toBeGreaterThanOrEqual(3)
      expect(UnprocessedKeys?.records?.ConsistentRead).toBe(true)
      lefts.add(left.length)
    }
    expect([...lefts].sort()).toEqual([1, 2, 3, 4])
  })

  it('has its effect when it arrives, and is answered later', async () => {
    const latency = () => ({ thereMs: 10, backMs: 20 })
    const { east, model } = open({ wait: room.wait, latency })
    let answered = false
    void put(east, 'a').then(() => {
      answered = true
    })
    const state = () => [model.items(EAST, 'records').length, answered]
    await room.pass(9)
    expect(state()).toEqual([0, false])
    await room.pass(1)
    expect(state()).toEqual([1, false])
    await room.pass(20)
    expect(state()).toEqual([1, true])
  })

  it.each([
    ['there', EAST, 0],
    ['back', WEST, 1],
  ])('over a line that is cut on the way %s gets no answer', async (_, cutFrom, items) => {
    const { model } = open({ reaches: (from, to) => from === to || from !== cutFrom })
    const plugin = model.plugin(callerIn(EAST))
    const client = openClient({ region: WEST, endpoint: NOWHERE }, [plugin])
    clients.push(client)
    let answered = false
    void beat(client, 'a', 1).finally(() => {
      answered = true
    })
    await room.pass(HOUR)
    expect([answered, model.items(WEST, 'pulses').length]).toEqual([false, items])
    expect(model.items(EAST, 'pulses')).toEqual([])
  })

  it.each([
    ['ADD t :t', 'UpdateExpression'],
    ['SET t = t + :t', 'UpdateExpression'],
    ['SET t = if_not_exists(t, :t)', 'UpdateExpression'],
    ['SET last = :t', 'UpdateExpression'],
    ['t <> :t', 'ConditionExpression'],
    ['NOT t = :t', 'ConditionExpression'],
    ['t IN (:t)', 'ConditionExpression'],
    ['size(t) > :t', 'ConditionExpression'],
    ['t = :t t', 'ConditionExpression'],
    ['(t = :t', 'ConditionExpression'],
    ['NONE', 'ReturnValues'],
    ['TOTAL', 'ReturnConsumedCapacity'],
  ])('that the model does not know ("%s") fails and is noted', async (value, field) => {
    const { east, model } = open()
    const input = {
      TableName: 'pulses',
      Key: { h: text('a') },
      ExpressionAttributeValues: { ':t': number(1) },
      [field]: value,
    }
    const needsUse = field.startsWith('Return') ? { UpdateExpression: 'SET t = :t' } : {}
    const asked = east.send(new UpdateItemCommand({ ...input, ...needsUse }))
    await expect(asked).rejects.toMatchObject({ name: 'Unmodelled' })
    expect(model.unmodelled).toHaveLength(1)
    expect(model.items(EAST, 'pulses')).toEqual([])
  })

  it('tells of what it changed when it changes it, and of nothing that failed', async () => {
    const changes: unknown[] = []
    const latency = () => ({ thereMs: 10, backMs: 10 })
    const { east } = open({
      wait: room.wait,
      latency,
      changed: ({ process, command }, before, after) =>
        changes.push([process, command, room.now - START, before?.v?.N, after?.v?.N]),
    })
    const all = [put(east, 'a'), put(east, 'a', 'x', absent).catch(() => {})]
    const deletion = new DeleteItemCommand({ TableName: 'records', Key: keyOf('a') })
    await room.pass(15)
    all.push(east.send(deletion), east.send(deletion))
    await room.pass(50)
    await Promise.all(all)
    expect(changes).toEqual([
      ['a', 'PutItem', 10, undefined, '1'],
      ['a', 'DeleteItem', 25, '1', undefined],
    ])
  })

  it('cannot change what is stored through what it was given or gave', async () => {
    const { east } = open()
    const item = { ...keyOf('a'), d: { S: 'kept' } }
    await east.send(new PutItemCommand({ TableName: 'records', Item: item }))
    item.d.S = 'changed'
    const first = await read(east, 'a')
    if (first !== undefined) first.v = number(9)
    expect(await read(east, 'a')).toEqual({ ...keyOf('a'), d: { S: 'kept' } })
  })
})

describe('the shortcut', () => {
  it('answers as the plugin does', async () => {
    const { model } = open()
    const client = openClient({ region: EAST, endpoint: NOWHERE }, [model.shortcut(callerIn(EAST))])
    clients.push(client)
    await put(client, 'a')
    expect(await read(client, 'a')).toMatchObject(keyOf('a'))
    await expect(put(client, 'a', 'x', absent)).rejects.toBeInstanceOf(
      ConditionalCheckFailedException,
    )
    expect(model.sent).toBe(3)
  })
})
