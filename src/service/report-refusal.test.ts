import { expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import { refuse } from '../core/listening.ts'
import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'
import { freshState } from './fresh-state.ts'
import { listenAsRegion } from './listen-region.ts'
import { reportRefusal } from './report-refusal.ts'

const RUN = { region: 'test', everyMs: 60_000, unheard: false }

/** The sweep of the region has run once; `ingest` is the function for heartbeats. */
async function makeRegion(): Promise<{ world: World; ingest: Context }> {
  const world = makeWorld()
  const ingest = { ...world.ctx, ...freshState() }
  await listenAsRegion(world.ctx, RUN)
  return { world, ingest }
}

async function refusedOf({ ctx }: World) {
  const [listener] = await ctx.records.get('listener', ['test'])
  return listener?.value.presence?.refused
}

test('the listener learns from the first refusal to the last, of all functions', async () => {
  const { world, ingest } = await makeRegion()
  const second = { ...ingest, ...freshState() }
  const from = world.now()
  ingest.listening = refuse(ingest.listening, 'store', from)
  await reportRefusal(ingest)
  world.clock.advance(3_000)
  const at = world.now()
  second.listening = refuse(second.listening, 'overload', at)
  await reportRefusal(second)
  expect(await refusedOf(world)).toEqual({ cause: 'store', from, at })
  ingest.listening = refuse(ingest.listening, 'store', at - 1_000)
  await reportRefusal(ingest)
  expect(await refusedOf(world)).toEqual({ cause: 'store', from, at })
})

test('the next run of the sweep gives hosts a full timeout from the last refusal', async () => {
  const { world, ingest } = await makeRegion()
  world.clock.advance(50_000)
  const refusedAt = world.now()
  ingest.listening = refuse(ingest.listening, 'store', refusedAt)
  await reportRefusal(ingest)
  world.clock.advance(10_000)
  await listenAsRegion(world.ctx, RUN)
  expect(world.ctx.listening.listeningSince).toBe(refusedAt)
  expect(await refusedOf(world)).toBeNull()
})

test('a function that refused nothing writes nothing', async () => {
  const { world, ingest } = await makeRegion()
  const before = await world.ctx.records.get('listener', ['test'])
  await reportRefusal(ingest)
  expect(await world.ctx.records.get('listener', ['test'])).toEqual(before)
})

test('a refusal that cannot be reported is told with the next one', async () => {
  const { world, ingest } = await makeRegion()
  const { write } = ingest.records
  const from = world.now()
  ingest.listening = refuse(ingest.listening, 'store', from)
  ingest.records.write = () => Promise.reject(new Error('the table cannot be reached'))
  await reportRefusal(ingest)
  expect(ingest.listening.refusing).not.toBeNull()
  expect(await refusedOf(world)).toBeNull()
  ingest.records.write = write
  world.clock.advance(1_000)
  ingest.listening = refuse(ingest.listening, 'store', world.now())
  await reportRefusal(ingest)
  expect(await refusedOf(world)).toEqual({ cause: 'store', from, at: world.now() })
  expect(ingest.listening.refusing).toBeNull()
})

test('a region that never ran a sweep has nobody to blame, and nothing to remember', async () => {
  const { ctx, now } = makeWorld()
  ctx.listening = refuse(ctx.listening, 'store', now())
  await reportRefusal(ctx)
  const [listener] = await ctx.records.get('listener', ['test'])
  expect(listener?.value.presence ?? null).toBeNull()
})

test('an unheard canary stays the cause, whatever is refused besides', async () => {
  const { world, ingest } = await makeRegion()
  const refused = { cause: 'unreachable', from: world.now(), at: world.now() } as const
  await changeListener(world.ctx, 'test', (listener) => {
    const { presence } = listener
    return { ...listener, presence: presence && { ...presence, refused } }
  })
  world.clock.advance(5_000)
  ingest.listening = refuse(ingest.listening, 'store', world.now())
  await reportRefusal(ingest)
  expect(await refusedOf(world)).toEqual({ ...refused, at: world.now() })
})
