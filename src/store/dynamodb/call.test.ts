import { once } from 'node:events'
import { createServer } from 'node:net'
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AwsFault, type AwsFaults, awsFaults } from '../../../test/kit/aws-faults.ts'
import { handCallClock } from '../../../test/kit/call-clock.ts'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { listen } from '../../../test/kit/listen.ts'
import { call } from './call.ts'
import { openClient } from './client.ts'
import { createTables } from './tables.ts'

let dynalite: Dynalite
let faults: AwsFaults
let client: ReturnType<typeof openClient>
let table: string

beforeAll(async () => {
  dynalite = await startDynalite()
})
afterAll(() => dynalite.close())
beforeEach(async () => {
  faults = awsFaults()
  client = openClient(dynalite.place, [faults.plugin])
  table = dynalite.newName('pulses')
  await createTables(client, { pulses: table })
})
afterEach(() => client.destroy())

const put = (condition = false) =>
  new PutItemCommand({
    TableName: table,
    Item: { h: { S: 'a' }, n: { N: '1' } },
    ...(condition ? { ConditionExpression: 'attribute_not_exists(h)' } : {}),
  })
const get = () => new GetItemCommand({ TableName: table, Key: { h: { S: 'a' } } })
const puts = () => faults.sent.filter((command) => command === 'PutItem').length

describe('a call', () => {
  it('gives the answer, and says if a condition did not hold', async () => {
    const rules = { limitMs: 10_000 }
    expect(await call(client, put(true), rules)).toMatchObject({ kind: 'done', ambiguous: false })
    const again = await call(client, put(true), rules)
    expect(again).toEqual({ kind: 'condition_failed', item: undefined, ambiguous: false })
    const read = await call(client, get(), rules)
    expect(read).toMatchObject({ kind: 'done', output: { Item: { n: { N: '1' } } } })
    expect(puts()).toBe(2)
  })

  it.each<[AwsFault, boolean]>([
    ['throttled', false],
    ['unreachable', false],
    ['failed', true],
    ['conflict', true],
    ['reset', true],
    ['failed_after', true],
    ['conflict_after', true],
    ['reset_after', true],
  ])('is repeated when it is struck (%s), and knows what may be applied', async (fault, maybe) => {
    faults.strike(fault, 2)
    const clock = handCallClock()
    const outcome = await call(client, put(), { limitMs: 10_000, clock })
    expect(outcome).toMatchObject({ kind: 'done', ambiguous: maybe })
    expect(puts()).toBe(3)
    expect(clock.waits).toEqual([100, 200])
  })

  it('finds its own work in the way after a lost answer, and says that it may be', async () => {
    faults.strike('failed_after')
    const outcome = await call(client, put(true), { limitMs: 10_000, clock: handCallClock() })
    expect(outcome).toMatchObject({ kind: 'condition_failed', ambiguous: true })
  })

  it('gives each attempt a time limit of its own', async () => {
    faults.strike('hanging')
    const rules = { limitMs: 10_000, attemptMs: 500, clock: handCallClock() }
    expect(await call(client, put(), rules)).toMatchObject({ kind: 'done', ambiguous: true })
    expect(puts()).toBeGreaterThanOrEqual(2)
  })

  it('waits up to twice as long after each attempt, and a second at most', async () => {
    faults.cutOff()
    const clock = handCallClock(0.5)
    const asked = call(client, put(), { limitMs: 3_000, clock })
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(clock.waits).toEqual([50, 100, 200, 400, 500, 500, 500, 500])
  })

  it('gives up when its time is up, with a cause for the log and a Retry-After', async () => {
    faults.strike('throttled', 1_000)
    const asked = call(client, put(), { limitMs: 4_000, clock: handCallClock() })
    await expect(asked).rejects.toMatchObject({
      code: 'store_unavailable',
      retryAfterSeconds: 5,
      cause: { name: 'ProvisionedThroughputExceededException' },
    })
  })

  it('gives up after twenty attempts, though chance asks for no waits', async () => {
    faults.strike('unreachable', 100)
    const asked = call(client, put(), { limitMs: 4_000, clock: handCallClock(0) })
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(puts()).toBe(20)
  })

  it('does not repeat what can never work, and names the variable to look at', async () => {
    const { length: before } = faults.sent
    const wrong = new GetItemCommand({ TableName: table, Key: {} })
    await expect(call(client, wrong, { limitMs: 10_000 })).rejects.toThrow(/internal_error/)
    table = 'missing'
    const asked = call(client, put(), { limitMs: 10_000 })
    await expect(asked).rejects.toMatchObject({
      code: 'store_unavailable',
      hint: expect.stringContaining('FLATLINE_RECORDS_TABLE'),
    })
    expect(faults.sent.slice(before)).toEqual(['GetItem', 'PutItem'])
  })

  it('does not wait for a server that takes the connection and says nothing', async () => {
    const silent = createServer((socket) => socket.resume())
    const port = await listen(silent)
    const place = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` }
    const deaf = openClient(place)
    const asked = call(deaf, get(), { limitMs: 50 })
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    deaf.destroy()
    silent.close()
    await once(silent, 'close')
  })

  it('waits for its turn behind 64 others, and is sent when one of them is done', async () => {
    faults.plan(() => 'hanging')
    const before = faults.sent.length
    const rules = { limitMs: 10_000, attemptMs: 500 }
    const all = Promise.all(Array.from({ length: 70 }, () => call(client, put(), rules)))
    await new Promise((resolve) => setImmediate(resolve))
    expect(faults.sent.length - before).toBe(64)
    faults.heal()
    expect((await all).every(({ kind }) => kind === 'done')).toBe(true)
    expect(faults.sent.length - before).toBeGreaterThanOrEqual(64 + 70)
  })
})
