import { describe, expect, test } from 'vitest'
import { laggingWorld } from '../../test/kit/lagging-world.ts'
import { type Call, type Rival, rivalOf } from '../../test/kit/rival.ts'
import { tellingFaults } from '../../test/kit/telling-faults.ts'
import type { World } from '../../test/kit/world.ts'
import type { SubscriptionId } from '../core/ids.ts'
import type { Context } from './context.ts'
import { createSubscription } from './create-subscription.ts'
import { dispatch } from './dispatch.ts'

const MINUTE = 60_000
const STEPS_MAX = 100
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

interface Scene {
  readonly world: World
  readonly id: SubscriptionId
  readonly rivals: readonly [Rival, Rival]
}

/** Hosts are missing, their group has formed, and nobody was told yet. */
async function sceneOf(hosts: number, lagMs = 0, wishes: object = {}): Promise<Scene> {
  const world = laggingWorld(lagMs)
  const made = await createSubscription(world.ctx, {
    name: 'ops',
    channel: { kind: 'log' },
    groupWaitMs: 10_000,
    groupIntervalMs: 10 * MINUTE,
    ...wishes,
  })
  const ids = Array.from({ length: hosts }, (_, i) => `till-${String(i).padStart(4, '0')}`)
  for (let i = 0; i < ids.length; i += 500) await world.beat(ids.slice(i, i + 500), minutely)
  world.clock.advance(lagMs)
  await world.pass(2 * MINUTE + 1)
  await world.pass(20_000)
  await world.pass(20_000)
  const rivals = [rivalOf(world, 'first'), rivalOf(world, 'second')] as const
  return { world, id: made.subscription.value.id, rivals }
}

async function untilQuiet(ctx: Context, id: SubscriptionId): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step++) {
    const dueAt = await dispatch(ctx, id)
    if (dueAt === null || dueAt > ctx.clock.read().wallMs) return
  }
  throw new Error('the mailbox does not come to rest')
}

/** Long enough for every lease, dispute and group. */
async function comeToRest({ world, id, rivals }: Scene): Promise<void> {
  for (let minutes = 0; minutes < 30; minutes++) {
    world.clock.advance(MINUTE)
    for (const { ctx } of rivals) await untilQuiet(ctx, id)
  }
}

const claims = (call: Call) => call.port === 'write' && call.kind === 'entry'
const leases = (call: Call) => call.port === 'write' && call.kind === 'mailbox'
const stores = (call: Call) => call.port === 'write' && call.kind === 'delivery'
const totals = (world: World) => world.sent.map(({ message }) => message.total)
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

/** The first time is for the call itself, so that the second is the one after it. */
function second(fits: (call: Call) => boolean): (call: Call) => boolean {
  let times = 0
  return (call) => fits(call) && ++times === 2
}

describe('a dispatcher that stalls while another goes on', () => {
  test.each([
    ['a minute and a half', 1.5],
    ['five minutes', 5],
    ['half an hour', 30],
  ])('between two batches of claims, for %s: all is told, once', async (_, minutes) => {
    const scene = await sceneOf(1_100)
    const [first, other] = scene.rivals
    const reached = first.stopAfter(claims)
    const stalled = dispatch(first.ctx, scene.id)
    await reached
    await passing(scene, other, minutes)
    expect(first.waiting).toHaveLength(1)
    first.wake()
    await stalled
    await comeToRest(scene)
    expect(await tellingFaults(scene.world)).toEqual([])
    expect(sum(totals(scene.world))).toBe(1_100)
  })

  test.each([
    ['the first', 1.5, claims],
    ['the first', 5, claims],
    ['the second', 1.5, second(claims)],
    ['the second', 5, second(claims)],
    ['the second', 30, second(claims)],
  ])('just before %s claims are written, for %d minutes: likewise', async (_, minutes, fits) => {
    const scene = await sceneOf(1_100)
    const [first, other] = scene.rivals
    const reached = first.stopBefore(fits)
    const stalled = dispatch(first.ctx, scene.id)
    await reached
    await passing(scene, other, minutes)
    expect(first.waiting).toHaveLength(1)
    first.wake()
    await stalled
    await comeToRest(scene)
    expect(await tellingFaults(scene.world)).toEqual([])
    expect(sum(totals(scene.world))).toBe(1_100)
  })
})

/** The other is there each half minute. */
async function passing({ world, id }: Scene, { ctx }: Rival, minutes: number): Promise<void> {
  for (let halves = 0; halves < 2 * minutes; halves++) {
    world.clock.advance(MINUTE / 2)
    await untilQuiet(ctx, id)
  }
}

describe('a composed delivery', () => {
  test('whose writer died is stored by the next, with the same words', async () => {
    const scene = await sceneOf(3)
    const { world, id } = scene
    const [first, other] = scene.rivals
    const reached = first.stopBefore(stores)
    void dispatch(first.ctx, id)
    await reached
    const [head] = await world.ctx.records.get('mailbox', [id])
    const composed = head?.value.composed
    expect(composed).toMatchObject({ id: `${id}~1`, state: 'pending' })
    expect(await world.ctx.records.get('delivery', [`${id}~1`])).toEqual([undefined])
    await passing(scene, other, 2)
    const [stored] = await world.ctx.records.get('delivery', [`${id}~1`])
    expect(stored?.value).toMatchObject({ state: 'sent', message: composed?.message })
    expect(world.sent.map(({ message }) => message)).toEqual([composed?.message])
    expect(await tellingFaults(world)).toEqual([])
  })

  test('is not stored by one that was overtaken', async () => {
    const scene = await sceneOf(3)
    const { world, id } = scene
    const [first, other] = scene.rivals
    const reached = first.stopBefore(second(leases))
    const stalled = dispatch(first.ctx, id)
    await reached
    await passing(scene, other, 1.5)
    expect(world.sent).toHaveLength(1)
    const before = await world.ctx.records.get('delivery', [`${id}~1`])
    first.wake()
    await stalled
    expect(await world.ctx.records.get('delivery', [`${id}~1`])).toEqual(before)
    await comeToRest(scene)
    expect(totals(world)).toEqual([3])
    expect(await tellingFaults(world)).toEqual([])
  })
})
