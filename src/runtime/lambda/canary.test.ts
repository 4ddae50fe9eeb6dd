import { describe, expect, it } from 'vitest'
import { makeLambdaWorld } from '../../../test/kit/lambda-world.ts'
import { makeWorld, type World } from '../../../test/kit/world.ts'
import { createSubscription } from '../../service/create-subscription.ts'
import { deleteSubscription } from '../../service/delete-subscription.ts'
import { fanOut } from '../../service/fan-out.ts'
import { sweep } from '../../service/sweep.ts'
import { openCanary, type Post, SILENT_MS } from './canary.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ON_THE_HOUR = Date.parse('2026-03-02T08:00:00.000Z')
const URL = 'https://flatline.example'

interface Sent {
  readonly url: string
  readonly key: string
  readonly body: string
}

/** What it sends in its silence is empty: it only wants to know whether the door answers. */
function beats(sent: readonly Sent[]): Sent[] {
  return sent.filter(({ body }) => body !== '[]')
}

/** A front door that answers with a status, or not at all. */
function frontDoor(status: { code: number | null }) {
  const sent: Sent[] = []
  const post: Post = async (url, key, body) => {
    sent.push({ url, key, body })
    if (status.code === null) throw new Error('connect ECONNREFUSED')
    return { status: status.code }
  }
  return { sent, post }
}

/** Somebody uses it already. */
async function inUse(wallMs: number): Promise<World> {
  const world = makeWorld({ wallMs })
  await world.key(['admin'])
  return world
}

async function atQuarterPast() {
  const world = await inUse(ON_THE_HOUR + 15 * MINUTE)
  const status: { code: number | null } = { code: 200 }
  const { sent, post } = frontDoor(status)
  return { world, status, sent, post, canary: openCanary(world.ctx, 'east', URL, post) }
}

async function subscriptionsOf({ ctx }: World) {
  const { items } = await ctx.records.list('subscription', { limit: 10 })
  return items.map(({ value }) => value)
}

describe('the canary', () => {
  it('makes no key before anybody else has one: the first start needs an empty store', async () => {
    const world = makeWorld({ wallMs: ON_THE_HOUR + 15 * MINUTE })
    const { sent, post } = frontDoor({ code: 200 })
    expect(await openCanary(world.ctx, 'east', URL, post).beat()).toBe(false)
    expect(sent).toEqual([])
    expect(await world.ctx.records.count('key', {})).toBe(0)
  })

  it('is silent for the first ten minutes of each hour, and beats in the others', async () => {
    const world = await inUse(ON_THE_HOUR)
    const { sent, post } = frontDoor({ code: 200 })
    const canary = openCanary(world.ctx, 'east', URL, post)
    const beatAt: number[] = []
    for (let minute = 0; minute < 120; minute++) {
      const before = beats(sent).length
      expect(await canary.beat()).toBe(false)
      if (beats(sent).length > before) beatAt.push(minute)
      world.clock.advance(MINUTE)
    }
    expect(sent).toHaveLength(120)
    const expected = Array.from({ length: 120 }, (_, minute) => minute)
    expect(beatAt).toEqual(expected.filter((minute) => (minute % 60) * MINUTE >= SILENT_MS))
  })

  it('sends what any computer sends, with its own label and timing', async () => {
    const { sent, canary } = await atQuarterPast()
    await canary.beat()
    expect(sent).toMatchObject([{ url: `${URL}/v1/heartbeat` }])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      hostId: 'canary-east',
      interval: '1m',
      grace: '2m',
      labels: { flatline_canary: 'east' },
    })
  })

  it.each([
    [null, true],
    [500, true],
    [503, true],
    [429, false],
    [401, false],
    [200, false],
  ])('that is answered with %s: unheard is %s', async (code, unheard) => {
    const { world, status, canary } = await atQuarterPast()
    status.code = code
    expect(await canary.beat()).toBe(unheard)
    expect(world.logged.some(({ level }) => level === 'warn' || level === 'error')).toBe(
      code !== 200,
    )
    expect(await subscriptionsOf(world)).toHaveLength(code === 200 ? 1 : 0)
  })

  it('has one key; the one of a former process stays valid for ten minutes', async () => {
    const { world, sent, post, canary } = await atQuarterPast()
    await canary.beat()
    await canary.beat()
    await openCanary(world.ctx, 'east', URL, post).beat()
    const [first, again, second] = sent.map(({ key }) => key)
    expect(again).toBe(first)
    expect(second).not.toBe(first)
    const { items } = await world.ctx.records.list('key', { limit: 10 })
    const own = items.filter(({ value }) => value.name === 'canary-east')
    expect(own).toHaveLength(1)
    expect(own[0]?.value).toMatchObject({
      name: 'canary-east',
      scopes: ['beat'],
      hostPattern: 'canary-east',
      hostsMax: 1,
      former: { until: world.now() + 10 * MINUTE },
    })
  })

  it('has a subscription of its own, which comes back if it is deleted', async () => {
    const { world, canary } = await atQuarterPast()
    await canary.beat()
    const [first] = await subscriptionsOf(world)
    expect(first).toMatchObject({ channel: { kind: 'log' }, match: { flatline_canary: 'east' } })
    if (first !== undefined) await deleteSubscription(world.ctx, { id: first.id })
    expect(await subscriptionsOf(world)).toEqual([])
    await canary.beat()
    expect(await subscriptionsOf(world)).toHaveLength(1)
  })
})

describe('the whole chain', () => {
  /** The heartbeat function is the front door; somebody else subscribes to everything. */
  async function makeChain() {
    const lambda = makeLambdaWorld({ wallMs: ON_THE_HOUR + 15 * MINUTE })
    const { world } = lambda
    await world.key(['admin'])
    const post: Post = async (url, key, body) => {
      const headers = { 'x-api-key': key }
      const { statusCode = 0 } = await lambda.send({ target: url.slice(URL.length), headers, body })
      return { status: statusCode }
    }
    const events = ['host.missing', 'host.recovered', 'host.registered', 'host.withdrawn'] as const
    const channel = { kind: 'log' } as const
    await createSubscription(world.ctx, { name: 'ops', channel, events, groupWaitMs: 0 })
    const canary = openCanary(world.ctx, 'east', URL, post)
    const minutes = async (count: number) => {
      for (let minute = 0; minute < count; minute++) {
        expect(await canary.beat()).toBe(false)
        await world.pass(MINUTE / 2)
        await world.dispatchDue()
        await world.pass(MINUTE / 2)
        await world.dispatchDue()
      }
    }
    return { world, canary, minutes }
  }

  it('is proven each hour, by a disappearance and a return that nobody else hears of', async () => {
    const { world, canary, minutes } = await makeChain()
    await minutes(45)
    expect(await canary.provenAt()).toBeNull()
    expect(world.sent).toEqual([])
    await minutes(60)
    const { items } = await world.ctx.records.list('incident', { limit: 10 })
    expect(items.map(({ value }) => [value.hostId, value.state])).toEqual([
      ['canary-east', 'resolved'],
    ])
    expect(world.sent.map(({ subscriptionName }) => subscriptionName)).toEqual([
      'canary of east',
      'canary of east',
    ])
    const provenAt = await canary.provenAt()
    expect(provenAt).toBeGreaterThan(ON_THE_HOUR + HOUR)
    await minutes(60)
    expect(await canary.provenAt()).toBe((provenAt ?? 0) + HOUR)
    expect(world.sent).toHaveLength(4)
  })

  it('is not proven while messages are not delivered', async () => {
    const { world, canary, minutes } = await makeChain()
    await minutes(45)
    const failed = { kind: 'failed', detail: '503' } as const
    world.answerWith('log', ...Array.from({ length: 20 }, () => failed))
    await minutes(10)
    await sweep(world.ctx)
    await fanOut(world.ctx)
    expect(world.sent.length).toBeGreaterThan(0)
    expect(await canary.provenAt()).toBeNull()
  })
})
