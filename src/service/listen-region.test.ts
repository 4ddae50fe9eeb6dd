import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'
import { freshState } from './fresh-state.ts'
import { lastAliveAt, listenAsRegion, listenTogether } from './listen-region.ts'
import { markPresence } from './mark-presence.ts'

const MINUTE = 60_000

/** A process of a region, on the same records and the same clock. */
function processOf(world: World, region: string): Context {
  const settings = { ...world.ctx.settings, listenerName: region }
  return { ...world.ctx, ...freshState(), settings }
}

function run(ctx: Context, unheard = false): Promise<void> {
  return listenAsRegion(ctx, { region: ctx.settings.listenerName, everyMs: MINUTE, unheard })
}

async function blindOf(ctx: Context) {
  const [listener] = await ctx.records.get('listener', [ctx.settings.listenerName])
  return listener?.value.pendingEvents ?? []
}

describe('a region', () => {
  test('has been listening since its first run, whichever process runs', async () => {
    const world = makeWorld()
    const since = world.now()
    await run(processOf(world, 'east'))
    for (let minute = 0; minute < 5; minute++) {
      world.clock.advance(MINUTE)
      const fresh = processOf(world, 'east')
      await run(fresh)
      expect(fresh.listening).toMatchObject({ listeningSince: since, heardUntil: world.now() })
    }
    expect(await blindOf(processOf(world, 'east'))).toEqual([])
  })

  test('was blind while its sweep did not run, and puts that on record', async () => {
    const world = makeWorld()
    const east = processOf(world, 'east')
    await run(east)
    world.clock.advance(10 * MINUTE)
    await run(east)
    expect(east.listening.listeningSince).toBe(world.now())
    expect(east.listening.untold).toEqual([])
    expect(await blindOf(east)).toMatchObject([
      { kind: 'flatline.blind', cause: 'stopped', blindMs: 10 * MINUTE, insist: true },
    ])
  })

  test('takes a run that was late for no blindness', async () => {
    const world = makeWorld()
    const east = processOf(world, 'east')
    await run(east)
    const since = world.now()
    world.clock.advance(3 * MINUTE)
    await run(east)
    expect(east.listening.listeningSince).toBe(since)
  })

  test('tells a window once, though two runs come at the same time', async () => {
    const world = makeWorld()
    await run(processOf(world, 'east'))
    world.clock.advance(10 * MINUTE)
    await Promise.all([run(processOf(world, 'east')), run(processOf(world, 'east'))])
    expect(await blindOf(processOf(world, 'east'))).toHaveLength(1)
  })

  test('judges nobody while its own front door does not answer, nor at once after', async () => {
    const world = makeWorld()
    const east = processOf(world, 'east')
    await run(east)
    for (let minute = 0; minute < 3; minute++) {
      world.clock.advance(MINUTE)
      await run(east, true)
      expect(east.listening.listeningSince).toBe(world.now())
      expect(await blindOf(east)).toEqual([])
    }
    world.clock.advance(MINUTE)
    await run(east)
    const heardAgainAt = world.now()
    expect(east.listening.listeningSince).toBe(heardAgainAt)
    expect(await blindOf(east)).toMatchObject([{ cause: 'unreachable', blindMs: 3 * MINUTE }])
    world.clock.advance(MINUTE)
    await run(east)
    expect(east.listening.listeningSince).toBe(heardAgainAt)
    expect(await blindOf(east)).toHaveLength(1)
  })

  test('insists while its front door goes on not to answer', async () => {
    const world = makeWorld()
    const east = processOf(world, 'east')
    for (let minute = 0; minute <= 11; minute++) {
      await run(east, minute > 0)
      world.clock.advance(MINUTE)
    }
    expect(await blindOf(east)).toMatchObject([{ cause: 'unreachable', insist: true }])
  })

  test('judges hosts by what the other region has been hearing, while that is alive', async () => {
    const world = makeWorld()
    const east = processOf(world, 'east')
    const west = processOf(world, 'west')
    await run(east)
    const since = world.now()
    world.clock.advance(MINUTE)
    await run(west)
    const sinceBoth = world.now()
    await run(east)
    expect(east.listening.listeningSince).toBe(sinceBoth)
    expect(east.othersHeardUntil).toBe(Number.POSITIVE_INFINITY)
    for (let minute = 0; minute < 6; minute++) {
      world.clock.advance(MINUTE)
      await run(east)
      expect(east.listening.listeningSince).toBe(minute < 5 ? sinceBoth : since)
    }
  })

  test('gives hosts a full timeout from a refusal in the other region', async () => {
    const world = makeWorld()
    const east = processOf(world, 'east')
    const west = processOf(world, 'west')
    await run(east)
    await run(west)
    world.clock.advance(MINUTE)
    const refused = { cause: 'store', from: world.now(), at: world.now() } as const
    await changeListener(west, 'west', (listener) => {
      const { presence } = listener
      return { ...listener, presence: presence && { ...presence, refused } }
    })
    await run(east)
    expect(east.listening.listeningSince).toBe(world.now())
    world.clock.advance(MINUTE)
    await run(west)
    await run(east)
    expect(east.listening.listeningSince).toBe(refused.at)
  })
})

describe('a server among several', () => {
  test('judges nobody by more than all of them have heard', async () => {
    const world = makeWorld()
    const [one, two] = [processOf(world, 'one'), processOf(world, 'two')]
    const mark = { region: 'east', everyMs: 1_000, stopped: false }
    world.clock.advance(MINUTE)
    two.listening = { ...two.listening, listeningSince: world.now() }
    await markPresence(two, mark)
    const heardUntil = world.now()
    world.clock.advance(2_000)
    await listenTogether(one, 'east')
    expect(one.listening.listeningSince).toBe(heardUntil)
    expect(one.othersHeardUntil).toBe(heardUntil)
  })

  test('keeps its own listeningSince where the others began before', async () => {
    const world = makeWorld()
    const [one, two] = [processOf(world, 'one'), processOf(world, 'two')]
    await markPresence(two, { region: 'east', everyMs: 1_000, stopped: false })
    one.listening = { ...one.listening, listeningSince: world.now() + 5 }
    await listenTogether(one, 'east')
    expect(one.listening.listeningSince).toBe(world.now() + 5)
  })

  test('knows when the last of its region was alive, if none is', async () => {
    const world = makeWorld()
    const [one, two] = [processOf(world, 'one'), processOf(world, 'two')]
    expect(await lastAliveAt(one, 'east')).toBeNull()
    const mark = { region: 'east', everyMs: 1_000, stopped: false }
    await markPresence(one, mark)
    await markPresence(two, mark)
    const aliveAt = world.now()
    world.clock.advance(5_000)
    expect(await lastAliveAt(one, 'east')).toBeNull()
    world.clock.advance(1)
    expect(await lastAliveAt(one, 'east')).toBe(aliveAt)
    expect(await lastAliveAt(one, 'west')).toBeNull()
  })
})
