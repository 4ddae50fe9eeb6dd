import { expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { refuse } from '../../core/listening.ts'
import { changeListener } from '../../service/change-listener.ts'
import type { Context } from '../../service/context.ts'
import { REPORT_AGAIN_MS, REPORT_EVERY_MS, refusalReporter } from './refusal-reporter.ts'

async function makeRegion() {
  const world = makeWorld()
  const { ctx, clock } = world
  const presence = {
    region: 'test',
    aliveAt: world.now(),
    everyMs: 60_000,
    stopped: false,
    listeningSince: world.now(),
    refused: null,
  }
  await changeListener(ctx, 'test', (listener) => ({ ...listener, presence }))
  const refuseOne = () => {
    ctx.listening = refuse(ctx.listening, 'store', clock.read().wallMs)
  }
  const refusedAt = async () => {
    const [listener] = await ctx.records.get('listener', ['test'])
    return listener?.value.presence?.refused?.at
  }
  return { ...world, refuseOne, refusedAt }
}

it('puts a refusal on record before the answer', async () => {
  const { ctx, refuseOne, refusedAt, now } = await makeRegion()
  const report = refusalReporter(ctx)
  await report()
  expect(await refusedAt()).toBeUndefined()
  refuseOne()
  await report()
  expect(await refusedAt()).toBe(now())
})

it('does so once a second at most, and tells later what was left', async () => {
  const { ctx, clock, refuseOne, refusedAt, now } = await makeRegion()
  const report = refusalReporter(ctx)
  const first = now()
  refuseOne()
  await report()
  clock.advance(REPORT_EVERY_MS - 1)
  const second = now()
  refuseOne()
  await report()
  expect(await refusedAt()).toBe(first)
  clock.advance(1)
  await report()
  expect(await refusedAt()).toBe(second)
})

it('waits for a silent table no longer than its limit, then leaves it alone a while', async () => {
  const { ctx, clock, refuseOne } = await makeRegion()
  let asked = 0
  const get = () => {
    asked += 1
    return new Promise<never>(() => {})
  }
  const stuck: Context = { ...ctx, records: { ...ctx.records, get } }
  const report = refusalReporter(stuck, 5)
  refuseOne()
  stuck.listening = ctx.listening
  await report()
  clock.advance(REPORT_AGAIN_MS - 1)
  await report()
  expect(asked).toBe(1)
  clock.advance(1)
  await report()
  expect(asked).toBe(2)
})
