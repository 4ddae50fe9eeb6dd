import { describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/kit/world.ts'
import type { Context } from '../../service/context.ts'
import { createSubscription } from '../../service/create-subscription.ts'
import { freshState } from '../../service/fresh-state.ts'
import { endTurn, takeTurn } from '../../service/lease.ts'
import { sweepLease } from '../../service/take-over.ts'
import { createSweep, type SweepParts } from './sweep.ts'

const MINUTE = 60_000
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

interface Region {
  readonly world: World
  readonly ctx: Context
  /** By name of the metric, how often it was measured. */
  readonly measured: Record<string, number>
  readonly flushed: { times: number }
  readonly run: (event?: unknown) => Promise<unknown>
}

/** One function of the region `test`; time passes while it waits. */
function regionOf(world: World, overrides: Partial<SweepParts> = {}): Region {
  const measured: Record<string, number> = {}
  const note = (name: string) => {
    measured[name] = (measured[name] ?? 0) + 1
  }
  const ctx: Context = {
    ...world.ctx,
    ...freshState(),
    meter: { count: note, gauge: note, observe: note },
    settings: { ...world.ctx.settings, holder: `test/${++made}` },
  }
  const flushed = { times: 0 }
  const run = createSweep({
    ctx,
    region: 'test',
    peer: null,
    home: ctx.pulses,
    canary: null,
    everyMs: MINUTE,
    wait: async (ms) => world.clock.advance(ms),
    onPeer: () => {},
    flushMetrics: () => {
      flushed.times += 1
    },
    ...overrides,
  })
  return { world, ctx, measured, flushed, run: (event = {}) => run(event) }
}
let made = 0

async function subscribed(groupWaitMs = 10_000): Promise<World> {
  const world = makeWorld()
  const channel = { kind: 'log' } as const
  await createSubscription(world.ctx, { name: 'ops', channel, groupWaitMs, groupIntervalMs: 0 })
  return world
}

/** Runs each minute, on the minute, while the clock goes on. */
async function runMinutes({ world, run }: Region, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    const nextAt = world.now() + MINUTE
    await run()
    world.clock.set(Math.max(nextAt, world.now()))
  }
}

async function incidentsOf({ ctx }: World) {
  const { items } = await ctx.records.list('incident', { limit: 100 })
  return items.map(({ value: { id, state } }) => `${id} ${state}`)
}

describe('a run of the sweep', () => {
  it('finds who fell silent, and tells in the same run once the group has formed', async () => {
    const region = regionOf(await subscribed())
    const { world } = region
    await world.beat('till-1', minutely)
    await runMinutes(region, 2)
    expect(world.sent).toEqual([])
    world.clock.advance(10_001)
    expect(await region.run()).toEqual({ swept: 1 })
    expect(await incidentsOf(world)).toEqual(['till-1~1 open'])
    expect(world.sent).toHaveLength(1)
  })

  it('leaves a group that forms beyond the end of the run to the next one', async () => {
    const region = regionOf(await subscribed(90_000))
    const { world } = region
    await world.beat('till-1', minutely)
    await runMinutes(region, 4)
    expect(world.sent).toEqual([])
    await runMinutes(region, 2)
    expect(world.sent).toHaveLength(1)
  })

  it('is over before the next one comes', async () => {
    const world = await subscribed(0)
    const { run } = regionOf(world, { everyMs: 10_000 })
    const startedAt = world.now()
    await run()
    expect(world.now() - startedAt).toBeLessThan(MINUTE)
  })

  it('comes again and again within the minute, with an inner loop', async () => {
    const region = regionOf(await subscribed(), { everyMs: 10_000 })
    await region.run()
    expect(region.measured.sweep_completed).toBe(6)
    expect(region.measured.sweep_age).toBe(5)
  })

  it('sweeps when it is called a little early, but not far too early', async () => {
    const region = regionOf(await subscribed())
    await region.run()
    region.world.clock.advance(0.8 * MINUTE - 1)
    expect(await region.run()).toEqual({ swept: null })
    region.world.clock.advance(1)
    expect(await region.run()).toEqual({ swept: 0 })
  })

  it('leaves the sweep to another that is at it, and sends what is due all the same', async () => {
    const world = await subscribed(0)
    const first = regionOf(world)
    await world.beat('till-1', minutely)
    await runMinutes(first, 1)
    await world.pass(2 * MINUTE)
    const turn = { name: sweepLease('test', 0), everyMs: 0, holdMs: MINUTE }
    expect(await takeTurn(world.ctx, turn)).not.toBeNull()
    expect(await regionOf(world).run()).toEqual({ swept: null })
    expect(world.sent).toHaveLength(1)
  })

  it('opens one incident and sends one message, though it is called twice at once', async () => {
    const world = await subscribed(0)
    const [one, two] = [regionOf(world), regionOf(world)]
    await world.beat('till-1', minutely)
    await runMinutes(one, 2)
    world.clock.advance(MINUTE)
    const answers = await Promise.all([one.run(), two.run()])
    expect(answers).toContainEqual({ swept: 1 })
    expect(answers).toContainEqual({ swept: null })
    await runMinutes(two, 2)
    expect(await incidentsOf(world)).toEqual(['till-1~1 open'])
    expect(world.sent).toHaveLength(1)
  })

  it('judges nobody after it was not called for ten minutes, and says so', async () => {
    const world = makeWorld()
    const events = ['host.missing', 'flatline.blind'] as const
    const channel = { kind: 'log' } as const
    await createSubscription(world.ctx, { name: 'ops', channel, events, groupWaitMs: 0 })
    const region = regionOf(world)
    await world.beat('till-1', minutely)
    await runMinutes(region, 1)
    world.clock.advance(10 * MINUTE)
    await region.run()
    expect(await incidentsOf(world)).toEqual([])
    expect(world.sent.map(({ message }) => message.type)).toEqual(['flatline.blind'])
    await runMinutes(region, 4)
    expect(await incidentsOf(world)).toEqual(['till-1~1 open'])
  })

  it('counts as failed when the store fails, and has written its metrics', async () => {
    const region = regionOf(await subscribed())
    region.ctx.records.list = () => Promise.reject(new Error('the table cannot be reached'))
    await expect(region.run()).rejects.toThrow('cannot be reached')
    expect(region.flushed.times).toBe(1)
  })

  it('removes what has had its time, every ten minutes', async () => {
    const world = await subscribed()
    const session = { id: 's', keyId: world.beatKey.id, createdAt: 0, expiresAt: world.now() }
    const region = regionOf(world)
    await runMinutes(region, 1)
    await world.ctx.records.write([{ kind: 'session', id: 's', value: session, ifVersion: 0 }])
    const isThere = async () => (await world.ctx.records.get('session', ['s']))[0] !== undefined
    await runMinutes(region, 9)
    expect(await isThere()).toBe(true)
    await runMinutes(region, 2)
    expect(await isThere()).toBe(false)
  })
})

describe('the first keys', () => {
  const event = { command: 'first-key' }

  it('are made once, by hand, without a sweep', async () => {
    const { world, measured, run } = regionOf(makeWorld())
    const answer = await run(event)
    expect(answer).toMatchObject({
      keys: { admin: expect.any(String), beat: expect.any(String) },
    })
    expect(await run(event)).toEqual({ keys: null })
    expect(measured).toEqual({})
    expect((await world.ctx.records.list('lease', { limit: 1 })).items).toEqual([])
  })

  it.each([null, 'first-key', { source: 'aws.scheduler' }, undefined])(
    'are not made by %j, which is a sweep',
    async (sent) => expect(await regionOf(makeWorld()).run(sent)).toEqual({ swept: 0 }),
  )

  it.each(['first-keys', '', null, undefined, { of: 'first-key' }])(
    'are refused under the command %j, by naming the known one, without a sweep',
    async (command) => {
      const { measured, flushed, run } = regionOf(makeWorld())
      await expect(run({ command })).rejects.toThrow(
        / is not known; the only one is "first-key"\.$/,
      )
      expect(measured).toEqual({})
      expect(flushed.times).toBe(1)
    },
  )
})

describe('with a peer', () => {
  async function withPeer() {
    const world = await subscribed()
    const told: boolean[] = []
    const region = regionOf(world, { peer: 'peer', onPeer: (sweeping) => told.push(sweeping) })
    const sweepPeer = async () => {
      const turn = { name: sweepLease('peer', 0), everyMs: 0, holdMs: MINUTE }
      const taken = await takeTurn(world.ctx, turn)
      if (taken !== null) await endTurn(world.ctx, taken)
    }
    return { region, told, sweepPeer }
  }

  it('tells the store whether that sweeps its hosts', async () => {
    const { region, told, sweepPeer } = await withPeer()
    await sweepPeer()
    await runMinutes(region, 5)
    expect(told).toEqual([true, true, true, true, false])
    await sweepPeer()
    await region.run()
    expect(told.at(-1)).toBe(true)
  })

  it('measures how long ago it swept', async () => {
    const { region, sweepPeer } = await withPeer()
    await region.run()
    expect(region.measured.peer_age).toBeUndefined()
    await sweepPeer()
    region.world.clock.advance(MINUTE)
    await region.run()
    expect(region.measured.peer_age).toBe(1)
  })
})

describe('with a canary', () => {
  it('judges nobody while that is not heard', async () => {
    const heard = { yes: true }
    const canary = { beat: async () => !heard.yes, provenAt: async () => 0 }
    const region = regionOf(await subscribed(), { canary })
    const { world } = region
    await world.beat('till-1', minutely)
    await runMinutes(region, 1)
    heard.yes = false
    await runMinutes(region, 10)
    expect(await incidentsOf(world)).toEqual([])
    expect(region.measured.canary_age).toBe(11)
    heard.yes = true
    await runMinutes(region, 3)
    expect(await incidentsOf(world)).toEqual([])
    await runMinutes(region, 1)
    expect(await incidentsOf(world)).toEqual(['till-1~1 open'])
  })
})
