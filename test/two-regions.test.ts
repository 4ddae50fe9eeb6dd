import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Servers, startServers } from './kit/region-servers.ts'
import { tellingFaults } from './kit/telling-faults.ts'
import { incidentsOf, rowOf, toldOf } from './kit/told.ts'
import { openTwoRegions, type TwoRegions } from './kit/two-regions.ts'

const MINUTE = 60_000

let servers: Servers
beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.close())

async function open(): Promise<TwoRegions> {
  const world = await openTwoRegions(servers)
  onTestFinished(() => world.close())
  await world.subscribe('ops')
  await world.subscribe('night')
  await world.sweep()
  return world
}

const bothHear = (what: string) => [`night: ${what}`, `ops: ${what}`]

describe('two regions', () => {
  it('keep a host up that is heard in either, and drop the row it left behind', async () => {
    const world = await open()
    const { east, west } = world
    expect(await west.beat('moves')).toBe(200)
    expect(await east.beat('stays')).toBe(200)
    world.clock.advance(1.5 * MINUTE)
    expect(await east.beat('moves')).toBe(200)
    expect(await west.beat('stays')).toBe(200)
    expect(await east.beat('stays')).toBe(200)
    world.clock.advance(MINUTE)
    await world.sweep()
    expect(await rowOf(west, 'moves')).toBeUndefined()
    expect(await rowOf(east, 'moves')).toMatchObject({ recorded: 'up' })
    expect(await incidentsOf(world)).toEqual([])
    expect(world.sent).toEqual([])
    expect((await west.read('/v1/hosts/moves')).json).toMatchObject({ state: 'up' })
  })

  it.each([
    ['the one that heard it', ['east']],
    ['the one that did not', ['west', 'east']],
    ['both at once', ['east west']],
  ] as const)(
    'open one incident and tell each once, whichever sweeps first: %s',
    async (_, order) => {
      const world = await open()
      await world.east.beat('till-1')
      world.clock.advance(2.5 * MINUTE)
      for (const some of order) {
        const names = some.split(' ')
        await Promise.all(names.map((name) => (name === 'east' ? world.east : world.west).sweep()))
      }
      await world.minutes(1)
      expect(await incidentsOf(world)).toMatchObject([{ id: 'till-1~1', state: 'open' }])
      expect(toldOf(world)).toEqual(bothHear('hosts.missing till-1'))
      expect(world.sent).toHaveLength(2)
      expect(await tellingFaults(world)).toEqual([])
    },
  )

  it('judge a host once that they both heard at the same instant', async () => {
    const world = await open()
    await Promise.all([world.east.beat('till-1'), world.west.beat('till-1')])
    world.clock.advance(2.5 * MINUTE)
    await world.sweep()
    await world.minutes(1)
    expect(await incidentsOf(world)).toMatchObject([{ id: 'till-1~1' }])
    expect(toldOf(world)).toEqual(bothHear('hosts.missing till-1'))
    expect(world.sent).toHaveLength(2)
  })
})

describe('a host that is missing in one region and is heard in the other', () => {
  async function missingInEast(): Promise<TwoRegions> {
    const world = await open()
    expect(await world.east.beat('till-1')).toBe(200)
    world.clock.advance(2.5 * MINUTE)
    await world.sweep()
    expect(toldOf(world)).toEqual(bothHear('hosts.missing till-1'))
    return world
  }

  async function expectOneReturn(world: TwoRegions): Promise<void> {
    expect(await incidentsOf(world)).toMatchObject([{ id: 'till-1~1', resolution: 'recovered' }])
    expect(toldOf(world)).toEqual(
      [...bothHear('hosts.missing till-1'), ...bothHear('hosts.recovered till-1')].sort(),
    )
    expect(world.sent).toHaveLength(4)
    expect(await tellingFaults(world)).toEqual([])
  }

  it('is back once', async () => {
    const world = await missingInEast()
    await world.west.beat('till-1')
    await world.minutes(1)
    await expectOneReturn(world)
    expect(await rowOf(world.east, 'till-1')).toBeUndefined()
    expect(await rowOf(world.west, 'till-1')).toMatchObject({ recorded: 'up' })
  })

  it('is back once, though the other does not hear that it was settled', async () => {
    const world = await missingInEast()
    const { east, west } = world
    east.cutOff()
    expect(await west.beat('till-1')).toBe(200)
    east.reconnect()
    expect(await rowOf(east, 'till-1')).toMatchObject({ recorded: 'missing' })
    await world.minutes(1)
    await expectOneReturn(world)
    expect(await rowOf(east, 'till-1')).toBeUndefined()
  })

  it('is back once, though its heartbeat is all that is left of the function', async () => {
    const world = await missingInEast()
    const { west } = world
    // The first is refused by its condition, since whoever registers hosts asks for room first.
    west.functions.ingest.lines.killAtWrite(2)
    expect(await west.beat('till-1')).toBe(503)
    expect(await rowOf(west, 'till-1')).toMatchObject({ recorded: 'unrecorded' })
    await west.restart()
    await world.minutes(1)
    await expectOneReturn(world)
  })

  it('is missing anew when it falls silent there', async () => {
    const world = await missingInEast()
    await world.west.beat('till-1')
    world.clock.advance(2.5 * MINUTE)
    await world.sweep()
    expect(await incidentsOf(world)).toMatchObject([
      { id: 'till-1~1', state: 'resolved' },
      { id: 'till-1~3', state: 'open' },
    ])
    expect(await tellingFaults(world)).toEqual([])
  })
})
