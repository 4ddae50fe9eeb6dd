import { expect, it } from 'vitest'
import { asHostId, makeWorld } from '../../../test/kit/world.ts'
import { createSubscription } from '../../service/create-subscription.ts'
import { dispatchDue } from './dispatch-due.ts'
import { measureBacklog, measurePeer, measureSweep } from './sweep-metrics.ts'

const MINUTE = 60_000
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

function measuredWorld() {
  const world = makeWorld()
  const figures: Record<string, number> = {}
  const note = (name: string, value = 1) => {
    figures[name] = value
  }
  const ctx = { ...world.ctx, meter: { count: note, gauge: note, observe: note } }
  return { world, ctx, figures }
}

it('a sweep: how long it took, how old the last is, and how many hosts it doubted', async () => {
  const { world, ctx, figures } = measuredWorld()
  await world.beat(['till-1', 'till-2', 'till-3', 'till-4'])
  await measureSweep(ctx, ctx.pulses, { looked: 1, tookMs: 1_500, ageMs: 61_000 })
  expect(figures).toEqual({
    sweep_completed: 1,
    sweep_seconds: 1.5,
    sweep_age: 61,
    hosts_scanned: 4,
    suspect_share: 25,
  })
})

it('the first sweep has no age, and none of no hosts is doubted', async () => {
  const { ctx, figures } = measuredWorld()
  await measureSweep(ctx, ctx.pulses, { looked: 0, tookMs: 0, ageMs: null })
  expect(figures).toMatchObject({ hosts_scanned: 0, suspect_share: 0 })
  expect(figures).not.toHaveProperty('sweep_age')
})

it('the oldest event that is not placed yet, since it was noticed', async () => {
  const { world, ctx, figures } = measuredWorld()
  await measureBacklog(ctx)
  expect(figures).toEqual({ oldest_event: 0, dead_deliveries: 0 })
  await world.beat('till-1')
  world.clock.advance(5_000)
  await world.beat('till-2')
  world.clock.advance(90_000)
  await measureBacklog(ctx)
  expect(figures.oldest_event).toBe(95)
})

it('deliveries that died within a quarter of an hour', async () => {
  const { world, ctx, figures } = measuredWorld()
  const channel = { kind: 'log' } as const
  await createSubscription(ctx, { name: 'ops', channel, groupWaitMs: 0 })
  world.answerWith('log', { kind: 'refused', detail: '410 Gone' })
  await world.beat('till-1', minutely)
  await world.pass(2 * MINUTE + 1)
  await dispatchDue(ctx, Number.POSITIVE_INFINITY)
  await measureBacklog(ctx)
  expect(figures.dead_deliveries).toBe(1)
  world.clock.advance(15 * MINUTE)
  await measureBacklog(ctx)
  expect(figures.dead_deliveries).toBe(0)
})

it('how long ago the peer swept, unless it never did', () => {
  const { world, ctx, figures } = measuredWorld()
  measurePeer(ctx, { sweptAt: null, lost: false, taken: 0 })
  expect(figures).toEqual({})
  measurePeer(ctx, { sweptAt: world.now() - 7_000, lost: false, taken: 0 })
  expect(figures).toEqual({ peer_age: 7 })
  measurePeer(ctx, { sweptAt: world.now() + 7_000, lost: false, taken: 0 })
  expect(figures).toEqual({ peer_age: 0 })
})

it('counts the hosts of its own region alone', async () => {
  const { world, ctx, figures } = measuredWorld()
  const here = makeWorld().ctx.pulses
  await world.beat('till-1')
  await here.configure(asHostId('till-9'), {})
  await measureSweep(ctx, here, { looked: 0, tookMs: 0, ageMs: null })
  expect(figures.hosts_scanned).toBe(0)
})
