import { expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/kit/world.ts'
import { createSubscription } from '../../service/create-subscription.ts'
import { dispatchDue } from './dispatch-due.ts'

const MINUTE = 60_000
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

function subscribe(world: World, name: string, groupWaitMs: number) {
  const channel = { kind: 'log' } as const
  return createSubscription(world.ctx, { name, channel, groupWaitMs, groupIntervalMs: MINUTE })
}

/** A host is missing, and nobody was told yet. */
async function outage(...groups: [string, number][]): Promise<World> {
  const world = makeWorld()
  for (const [name, groupWaitMs] of groups) await subscribe(world, name, groupWaitMs)
  await world.beat('till-1', minutely)
  await world.pass(2 * MINUTE + 1)
  return world
}

const namesOf = ({ sent }: World) => sent.map(({ subscriptionName }) => subscriptionName).sort()

it('sends what is due in every mailbox, and says when the next one is', async () => {
  const world = await outage(['now', 0], ['soon', 10_000], ['later', 30_000])
  const until = world.now() + MINUTE
  expect(await dispatchDue(world.ctx, until)).toBe(world.now() + 10_000)
  expect(namesOf(world)).toEqual(['now'])
  world.clock.advance(10_000)
  expect(await dispatchDue(world.ctx, until)).toBe(world.now() + 20_000)
  world.clock.advance(20_000)
  expect(await dispatchDue(world.ctx, until)).toBeNull()
  expect(namesOf(world)).toEqual(['later', 'now', 'soon'])
})

it('has nothing to wait for where there is no subscription, or nothing happened', async () => {
  expect(await dispatchDue(makeWorld().ctx, Number.POSITIVE_INFINITY)).toBeNull()
  const world = makeWorld()
  await subscribe(world, 'ops', 0)
  expect(await dispatchDue(world.ctx, Number.POSITIVE_INFINITY)).toBeNull()
})

it('tries again what failed, at its time', async () => {
  const world = await outage(['ops', 0])
  world.answerWith('log', { kind: 'failed', detail: '503' })
  const next = await dispatchDue(world.ctx, world.now() + MINUTE)
  expect(world.sent).toHaveLength(1)
  expect(next).toBeGreaterThan(world.now())
  world.clock.advance(MINUTE)
  expect(await dispatchDue(world.ctx, world.now() + MINUTE)).toBeNull()
  expect(world.sent).toHaveLength(2)
})

it('looks again after five seconds at a mailbox that fails, and serves the others', async () => {
  const world = await outage(['broken', 0], ['whole', 0])
  const { items } = await world.ctx.records.list('subscription', { limit: 10 })
  const broken = items.find(({ value }) => value.name === 'broken')?.value.id
  const { get } = world.ctx.records
  world.ctx.records.get = (kind, ids) =>
    kind === 'mailbox' && ids.some((id) => id === broken)
      ? Promise.reject(new Error('cannot be read'))
      : get(kind, ids)
  expect(await dispatchDue(world.ctx, world.now() + MINUTE)).toBe(world.now() + 5_000)
  expect(namesOf(world)).toEqual(['whole'])
  expect(world.logged.filter(({ level }) => level === 'error')).toHaveLength(1)
})

it('begins nothing more of a mailbox when its time is up', async () => {
  const world = await outage(['ops', 0])
  await dispatchDue(world.ctx, world.now())
  expect(world.sent).toEqual([])
  const { items } = await world.ctx.records.list('delivery', { limit: 10 })
  expect(items.map(({ value }) => value.state)).toEqual(['pending'])
})

it('waits for what fan-out has just placed and lists may not show yet', async () => {
  const world = await outage(['ops', 30_000])
  const { items } = await world.ctx.records.list('subscription', { limit: 1 })
  for (const { value } of items) world.ctx.dueMailboxes.set(value.id, world.now() + 1_000)
  expect(await dispatchDue(world.ctx, world.now() + MINUTE)).toBe(world.now() + 1_000)
  expect(await dispatchDue(world.ctx, world.now() + MINUTE)).toBe(world.now() + 30_000)
})
