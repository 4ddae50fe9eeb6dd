import { expect, it } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { fleetHistory } from './fleet-history.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

it('counts who was missing, from what happened', async () => {
  const world = makeWorld()
  const began = world.now()
  await world.beat(['a', 'b', 'c'])
  await world.pass(9 * MINUTE_MS)
  await world.beat('a')
  await world.pass(2 * MINUTE_MS)
  await world.beat('b')
  await world.pass(5 * MINUTE_MS)
  const history = await fleetHistory(world.ctx, { from: began, to: world.now() })
  expect(history).toMatchObject({ from: began, to: began + 16 * MINUTE_MS, stepMs: MINUTE_MS })
  expect(history.missing).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1, 1, 1, 1])
})

it('has at most 288 steps, and ends now', async () => {
  const { ctx, now } = makeWorld()
  const week = await fleetHistory(ctx, { from: now() - 7 * 24 * HOUR_MS, to: now() + HOUR_MS })
  expect(week.missing.length).toBeLessThanOrEqual(288)
  expect(week.to - now()).toBeLessThan(week.stepMs)
})

it('shows a day in steps of five minutes', async () => {
  const { ctx, clock, now } = makeWorld()
  clock.advance(17_000)
  const day = await fleetHistory(ctx, { from: now() - 24 * HOUR_MS, to: now() })
  expect([day.stepMs, day.missing.length]).toEqual([5 * MINUTE_MS, 288])
})

it('is read once a minute for all who ask', async () => {
  const { ctx, clock, now } = makeWorld()
  const ask = () => fleetHistory(ctx, { from: now() - HOUR_MS, to: now() })
  const first = await ask()
  expect(await ask()).toBe(first)
  clock.advance(MINUTE_MS)
  expect(await ask()).not.toBe(first)
})

it('refuses a time that ends before it begins', async () => {
  const { ctx, now } = makeWorld()
  const ask = async (from: number, to: number) => fleetHistory(ctx, { from, to })
  await expect(ask(now(), now() - HOUR_MS)).rejects.toMatchObject({ code: 'invalid_query' })
  await expect(ask(now() + HOUR_MS, now() + 2 * HOUR_MS)).rejects.toMatchObject({
    code: 'invalid_query',
  })
})
