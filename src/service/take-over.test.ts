import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { memoryPulses } from '../store/memory/pulses.ts'
import type { Context } from './context.ts'
import { freshState } from './fresh-state.ts'
import { endTurn, takeTurn } from './lease.ts'
import { listenAsRegion } from './listen-region.ts'
import { pauseHost } from './pause-host.ts'
import { recordHeartbeats } from './record-heartbeats.ts'
import { sweep } from './sweep.ts'
import { LOST_MS, sweepLease, takeOverIfLost } from './take-over.ts'

const MINUTE = 60_000
const TIMEOUT = 10 * MINUTE
const own = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

interface Regions {
  /** The region that falls out: its pulses are those of the world. */
  readonly west: World
  readonly east: Context
  takeOver(): ReturnType<typeof takeOverIfLost>
  sweepWest(part?: number): Promise<void>
}

function twoRegions(): Regions {
  const west = makeWorld()
  const { intervalMs, graceMs } = west.ctx.settings
  const home = memoryPulses({ intervalMs, timeoutMs: intervalMs + graceMs })
  const settings = { ...west.ctx.settings, listenerName: 'east', holder: 'east' }
  const east: Context = { ...west.ctx, ...freshState(), pulses: home, settings }
  return {
    west,
    east,
    takeOver: () => takeOverIfLost(east, { region: 'east', peer: 'west', home }),
    async sweepWest(part = 0) {
      const turn = { name: sweepLease('west', part), everyMs: 0, holdMs: MINUTE }
      const taken = await takeTurn(west.ctx, turn)
      if (taken !== null) await endTurn(west.ctx, taken)
    },
  }
}

/** The east listens on, and sweeps. */
async function passInEast({ west, east }: Regions, ms: number): Promise<void> {
  west.clock.advance(ms)
  east.listening = { ...east.listening, tick: west.clock.read(), heardUntil: west.now() }
  await sweep(east)
}

async function stateOf({ east }: Regions, hostId: string) {
  const [host] = await east.records.get('host', [hostId])
  return host?.value.state
}

async function readHere({ east }: Regions, hostId: string) {
  return (await east.pulses.read([asHostId(hostId)]))[0]
}

/** The west is lost with all that its hosts sent there; the east heard one of them long before. */
async function regionsWithOlderPulse(): Promise<Regions> {
  const regions = twoRegions()
  const { west, east } = regions
  await regions.sweepWest()
  await recordHeartbeats(east, west.beatKey, [{ hostId: asHostId('till-1'), awayMs: 0, facts: {} }])
  west.clock.advance(TIMEOUT - MINUTE)
  east.listening = { ...east.listening, tick: west.clock.read(), heardUntil: west.now() }
  return regions
}

describe('a region', () => {
  test('that is swept in fewer parts than before is not lost', async () => {
    const regions = twoRegions()
    await regions.sweepWest(0)
    await regions.sweepWest(3)
    for (let minute = 0; minute < 10; minute++) {
      regions.west.clock.advance(MINUTE)
      await regions.sweepWest(0)
    }
    expect(await regions.takeOver()).toMatchObject({ lost: false })
  })

  test('that never swept is not lost: it may not have begun', async () => {
    const regions = twoRegions()
    await regions.west.beat('till-1')
    expect(await regions.takeOver()).toEqual({ sweptAt: null, lost: false, taken: 0 })
  })

  test('is lost when no sweep was completed for three minutes, and not before', async () => {
    const regions = twoRegions()
    await regions.sweepWest()
    const sweptAt = regions.west.now()
    regions.west.clock.advance(LOST_MS)
    expect(await regions.takeOver()).toEqual({ sweptAt, lost: false, taken: 0 })
    regions.west.clock.advance(1)
    expect(await regions.takeOver()).toEqual({ sweptAt, lost: true, taken: 0 })
  })

  test('is as far behind as the part of its sweep that is furthest behind', async () => {
    const regions = twoRegions()
    await regions.sweepWest(0)
    await regions.sweepWest(1)
    regions.west.clock.advance(LOST_MS + 1)
    await regions.sweepWest(0)
    expect(await regions.takeOver()).toMatchObject({ lost: true })
  })

  test('is not mistaken for one whose name begins like its own', async () => {
    const regions = twoRegions()
    const { west } = regions
    const turn = { name: sweepLease('west-2', 0), everyMs: 0, holdMs: MINUTE }
    const taken = await takeTurn(west.ctx, turn)
    if (taken !== null) await endTurn(west.ctx, taken)
    west.clock.advance(LOST_MS + 1)
    expect(await regions.takeOver()).toMatchObject({ sweptAt: null, lost: false })
  })
})

describe('taking over', () => {
  async function lost(...hostIds: string[]): Promise<Regions> {
    const regions = twoRegions()
    await regions.west.beat(hostIds)
    await regions.sweepWest()
    regions.west.clock.advance(LOST_MS + 1)
    return regions
  }

  test('gives each host one full timeout from then, and not a moment more', async () => {
    const regions = await lost('till-1', 'till-2')
    expect(await regions.takeOver()).toMatchObject({ taken: 2 })
    await passInEast(regions, TIMEOUT)
    expect(await stateOf(regions, 'till-1')).toBe('up')
    await passInEast(regions, 1)
    expect(await stateOf(regions, 'till-1')).toBe('missing')
    expect(await stateOf(regions, 'till-2')).toBe('missing')
  })

  test('gives a full timeout to a host that had moved and kept an older pulse', async () => {
    const regions = await regionsWithOlderPulse()
    await regions.takeOver()
    await passInEast(regions, TIMEOUT)
    expect(await stateOf(regions, 'till-1')).toBe('up')
    await passInEast(regions, 1)
    expect(await stateOf(regions, 'till-1')).toBe('missing')
  })

  test('is remembered by a region that is one listener', async () => {
    const regions = await regionsWithOlderPulse()
    const run = { region: 'east', everyMs: MINUTE, unheard: false }
    await listenAsRegion(regions.east, run)
    await regions.takeOver()
    const since = regions.west.now()
    regions.west.clock.advance(MINUTE)
    await listenAsRegion(regions.east, run)
    expect(regions.east.listening.listeningSince).toBe(since)
  })

  test('goes by the timing that a host has of its own', async () => {
    const regions = twoRegions()
    await regions.west.beat('till-1', own)
    await regions.sweepWest()
    regions.west.clock.advance(LOST_MS + 1)
    await regions.takeOver()
    expect(await readHere(regions, 'till-1')).toMatchObject(own.timing)
    await passInEast(regions, own.timing.timeoutMs)
    expect(await stateOf(regions, 'till-1')).toBe('up')
    await passInEast(regions, 1)
    expect(await stateOf(regions, 'till-1')).toBe('missing')
  })

  test('judges a host that beats here by its heartbeats, which are no edge', async () => {
    const regions = await lost('till-1')
    await regions.takeOver()
    await passInEast(regions, MINUTE)
    const at = regions.west.now()
    const beat = { hostId: asHostId('till-1'), at, awayMs: 0, facts: 0, mayRegister: true }
    expect(await regions.east.pulses.beat([beat])).toEqual(['none'])
    await passInEast(regions, TIMEOUT)
    expect(await stateOf(regions, 'till-1')).toBe('up')
    await passInEast(regions, 1)
    expect(await stateOf(regions, 'till-1')).toBe('missing')
  })

  test('leaves alone a host that has a pulse here', async () => {
    const regions = await lost('till-1', 'till-2')
    const at = regions.west.now()
    const beat = { hostId: asHostId('till-1'), at, awayMs: 0, facts: 0, mayRegister: true }
    await regions.east.pulses.beat([beat])
    expect(await regions.takeOver()).toMatchObject({ taken: 1 })
    expect(await readHere(regions, 'till-1')).toMatchObject({ heardAt: at, awayMs: 0 })
  })

  test('judges by its heartbeat a host that is heard here at the same moment', async () => {
    const regions = await lost('till-1')
    const { configure, beat } = regions.east.pulses
    const at = regions.west.now()
    regions.east.pulses.configure = async (hostId, change) => {
      if (change.awayMs !== 0) await beat([{ hostId, at, awayMs: 0, facts: 0, mayRegister: true }])
      await configure(hostId, change)
    }
    await regions.takeOver()
    expect(await readHere(regions, 'till-1')).toMatchObject({ heardAt: at, awayMs: 0 })
    await passInEast(regions, TIMEOUT + 1)
    expect(await stateOf(regions, 'till-1')).toBe('missing')
  })

  test('leaves alone hosts that are not up', async () => {
    const regions = await lost('till-1')
    await pauseHost(regions.west.ctx, { hostId: asHostId('till-1') })
    expect(await regions.takeOver()).toMatchObject({ taken: 0 })
    expect(await readHere(regions, 'till-1')).toBeUndefined()
  })

  test('is done once, then each hour for hosts that came meanwhile', async () => {
    const regions = await lost('till-1')
    await regions.takeOver()
    await regions.west.beat('till-2')
    regions.west.clock.advance(59 * MINUTE)
    expect(await regions.takeOver()).toMatchObject({ lost: true, taken: 0 })
    regions.west.clock.advance(MINUTE)
    expect(await regions.takeOver()).toMatchObject({ lost: true, taken: 1 })
  })

  test('is done at once after a new loss', async () => {
    const regions = await lost('till-1')
    await regions.takeOver()
    regions.west.clock.advance(MINUTE)
    await regions.sweepWest()
    await regions.west.beat('till-2')
    expect(await regions.takeOver()).toMatchObject({ lost: false })
    regions.west.clock.advance(LOST_MS + 1)
    expect(await regions.takeOver()).toMatchObject({ lost: true, taken: 1 })
  })

  test('that was begun twice, or broken off, gives nobody more and leaves nobody out', async () => {
    const regions = await lost('till-1', 'till-2', 'till-3')
    const { configure } = regions.east.pulses
    let calls = 0
    regions.east.pulses.configure = async (hostId, change) => {
      calls += 1
      if (calls > 1) throw new Error('killed')
      await configure(hostId, change)
    }
    await expect(regions.takeOver()).rejects.toThrow('killed')
    regions.east.pulses.configure = configure
    const first = await readHere(regions, 'till-1')
    regions.west.clock.advance(15 * MINUTE)
    expect(await regions.takeOver()).toMatchObject({ taken: 2 })
    expect(await readHere(regions, 'till-1')).toEqual(first)
  })
})
