import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { SubscriptionId } from '../core/ids.ts'
import { createSilence } from './create-silence.ts'
import { createSubscription } from './create-subscription.ts'
import { dispatch } from './dispatch.ts'
import { observe } from './observe.ts'
import { sweep } from './sweep.ts'

const MINUTE = 60_000
const STEPS_MAX = 100
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: MINUTE } }

async function subscribe(world: World, rest: object = {}): Promise<SubscriptionId> {
  const wishes = { name: 'ops', channel: { kind: 'log' }, ...rest } as const
  return (await createSubscription(world.ctx, wishes)).subscription.value.id
}

/** By hand or by NTP; noticed at the next tick. */
async function setClockBack(world: World, ms: number): Promise<void> {
  world.clock.step(-ms)
  world.clock.advance(250)
  await observe(world.ctx)
  await sweep(world.ctx)
}

/** The store fails at the tick that notices it, and no more at the next. */
async function setClockBackOnFailingStore(world: World, ms: number): Promise<void> {
  const { pulses } = world.ctx
  const failing = { ...pulses, clamp: () => Promise.reject(new Error('the disk is full')) }
  const struck = { ...world.ctx, pulses: failing }
  world.clock.step(-ms)
  world.clock.advance(250)
  await expect(observe(struck)).rejects.toThrow('the disk is full')
  world.clock.advance(250)
  const healed = { ...struck, pulses }
  await observe(healed)
  world.ctx.listening = healed.listening
}

async function stateOf(world: World, hostId: string) {
  const [host] = await world.ctx.records.get('host', [hostId])
  return host?.value.state
}

/** How often the mailbox wants to be looked at again at once. */
async function stepsUntilQuiet(world: World, id: SubscriptionId): Promise<number> {
  for (let steps = 1; steps < STEPS_MAX; steps++) {
    const dueAt = await dispatch(world.ctx, id)
    if (dueAt === null || dueAt > world.now()) return steps
  }
  return STEPS_MAX
}

const subjects = (world: World) => world.sent.map(({ message }) => message.subject)

describe('a clock that is set back by an hour', () => {
  test('leaves a missing host missing until it is heard, and then it is up at once', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await setClockBack(world, 60 * MINUTE)
    await world.pass(MINUTE)
    expect(await stateOf(world, 'till-1')).toBe('missing')
    await world.beat('till-1')
    expect(await stateOf(world, 'till-1')).toBe('up')
    for (let minutes = 0; minutes < 70; minutes++) {
      await world.pass(MINUTE)
      await world.beat('till-1')
      expect(await stateOf(world, 'till-1')).toBe('up')
    }
  })

  test('sends a delivery that was gathered before it, without waiting for the hour', async () => {
    const world = makeWorld()
    const id = await subscribe(world)
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    await dispatch(world.ctx, id)
    expect(subjects(world)).toEqual([])
    await setClockBack(world, 60 * MINUTE)
    await world.dispatchDue()
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })

  test('attempts again what was to be retried, without waiting for the hour', async () => {
    const world = makeWorld()
    await subscribe(world)
    world.answerWith('log', { kind: 'failed', detail: 'HTTP 500', retryAfterMs: MINUTE })
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    await world.dispatchDue()
    await setClockBack(world, 60 * MINUTE)
    await world.dispatchDue()
    expect(subjects(world)).toHaveLength(2)
  })

  test('finds a dead host in time though the store failed when it was set', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    await setClockBackOnFailingStore(world, 60 * MINUTE)
    await world.pass(MINUTE + 1)
    expect(await stateOf(world, 'till-1')).toBe('missing')
  })

  test('leaves a missing host missing though the store failed when it was set', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    await world.pass(3 * MINUTE)
    expect(await stateOf(world, 'till-1')).toBe('missing')
    await setClockBackOnFailingStore(world, 60 * MINUTE)
    await world.pass(1)
    expect(await stateOf(world, 'till-1')).toBe('missing')
    await world.beat('till-1')
    expect(await stateOf(world, 'till-1')).toBe('up')
  })

  test('looks at every mailbox that was to be looked at later', async () => {
    const world = makeWorld()
    const id = await subscribe(world)
    world.ctx.dueMailboxes.set(id, world.now() + MINUTE)
    await setClockBack(world, 60 * MINUTE)
    expect(world.ctx.dueMailboxes.get(id)).toBeLessThanOrEqual(world.now())
  })

  test('tells what happened before it, without waiting for the hour', async () => {
    const world = makeWorld()
    await subscribe(world)
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await setClockBack(world, 60 * MINUTE)
    await world.pass(MINUTE)
    await world.dispatchDue()
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })

  test('lets a silence hold back what is new, without looking at it again and again', async () => {
    const world = makeWorld()
    const id = await subscribe(world)
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    await world.dispatchDue()
    await setClockBack(world, 60 * MINUTE)
    const from = world.now()
    const span = { from, to: from + 30 * MINUTE }
    await createSilence(world.ctx, { match: {}, ...span, reason: 'works', createdBy: 'ops' })
    await world.beat('till-2')
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    expect(await stepsUntilQuiet(world, id)).toBeLessThan(10)
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
    await world.pass(20 * MINUTE)
    await world.dispatchDue()
    expect(subjects(world)).toEqual(['Hosts missing [till-1]', 'Hosts missing [till-2]'])
  })
})

describe('a clock that is set back by seconds', () => {
  test('tells nothing of a host that went missing and was back around it', async () => {
    const world = makeWorld()
    await subscribe(world, { groupWaitMs: 30_000 })
    await world.beat('till-1', minutely)
    await world.pass(MINUTE + 1_000)
    expect(await stateOf(world, 'till-1')).toBe('missing')
    await setClockBack(world, 40_000)
    for (let seconds = 0; seconds < 300; seconds++) {
      await world.beat('till-1')
      await world.pass(1_000)
      await world.dispatchDue()
    }
    expect(await stateOf(world, 'till-1')).toBe('up')
    expect(subjects(world)).toEqual([])
  })
})
