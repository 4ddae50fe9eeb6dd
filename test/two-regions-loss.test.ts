import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Servers, startServers } from './kit/region-servers.ts'
import { tellingFaults } from './kit/telling-faults.ts'
import { blindOf, incidentsOf, rowOf, toldOf } from './kit/told.ts'
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
  await world.sweep()
  return world
}

const namesOf = async (world: TwoRegions) =>
  (await incidentsOf(world)).map(({ hostId, state }) => `${hostId} ${state}`)

describe('a region that is cut off', () => {
  /** The west is gone since its sweep a minute ago; `mine` is a host of the east. */
  async function westIsGone(): Promise<TwoRegions> {
    const world = await open()
    const { east, west } = world
    await Promise.all(['lives', 'dies'].map((hostId) => west.beat(hostId)))
    await east.beat('mine')
    await world.minutes(1)
    west.cutOff()
    return world
  }

  /** The east alone, for some minutes. `lives` is heard there from now on. */
  async function eastAlone(world: TwoRegions, minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await Promise.all([world.east.beat('mine'), world.east.beat('lives')])
      await world.minutes(1, [world.east])
    }
  }

  it('is taken over after three minutes: silent hosts are missing, with the evidence', async () => {
    const world = await westIsGone()
    const { east, west } = world
    await east.beat('mine')
    world.clock.advance(1.9 * MINUTE)
    await east.beat('mine')
    await world.minutes(1, [east])
    expect(await rowOf(east, 'lives')).toBeUndefined()
    await east.beat('mine')
    const takenAt = world.now()
    await world.minutes(1, [east])
    expect(await rowOf(east, 'dies')).toMatchObject({ heardAt: 0, recorded: 'up' })
    await eastAlone(world, 3)
    expect(world.now() - takenAt).toBeGreaterThan(3 * MINUTE)
    expect(await namesOf(world)).toEqual([])
    await eastAlone(world, 1)
    expect(await incidentsOf(world)).toMatchObject([{ hostId: 'dies', unconfirmed: true }])
    expect(world.sent).toMatchObject([{ message: { hosts: [{ unconfirmed: true }] } }])

    west.reconnect()
    await west.restart()
    for (let minute = 0; minute < 4; minute++) {
      await east.beat('mine')
      await west.beat('lives')
      await world.minutes(1)
    }
    expect(await blindOf(world, west)).toMatchObject([{ cause: 'stopped' }])
    expect(await namesOf(world)).toEqual(['dies open'])
    expect(toldOf(world)).toEqual(['ops: hosts.missing dies'])
    expect(world.sent).toHaveLength(1)
    expect(await rowOf(east, 'lives')).toBeUndefined()
    await west.beat('dies')
    await world.minutes(1)
    expect(await namesOf(world)).toEqual(['dies resolved'])
    expect(toldOf(world)).toEqual(['ops: hosts.missing dies', 'ops: hosts.recovered dies'])
    expect(await tellingFaults(world)).toEqual([])
  })

  it('is taken over just so where its functions are dead, and its table can be read', async () => {
    const world = await westIsGone()
    const { east, west } = world
    west.reconnect()
    await eastAlone(world, 3)
    expect(await rowOf(east, 'dies')).toBeUndefined()
    await eastAlone(world, 3)
    expect(await rowOf(east, 'dies')).toMatchObject({ heardAt: 0 })
    expect(await namesOf(world)).toEqual([])
    await eastAlone(world, 2)
    expect(await namesOf(world)).toEqual(['dies open'])
    expect((await incidentsOf(world))[0]).not.toHaveProperty('unconfirmed')
  })
})

describe('the tables of the other region, out of reach', () => {
  it('for a minute, make suspects wait for the next sweep, and no longer', async () => {
    const world = await open()
    const { east, west } = world
    await Promise.all(['till-1', 'till-2'].map((hostId) => east.beat(hostId)))
    world.clock.advance(2.2 * MINUTE)
    await world.sweep([west])
    west.cutOff()
    await world.sweep([east])
    expect(await namesOf(world)).toEqual([])
    west.reconnect()
    await world.minutes(1)
    const incidents = await incidentsOf(world)
    expect(incidents.map(({ hostId }) => hostId).sort()).toEqual(['till-1', 'till-2'])
    expect(incidents.filter(({ unconfirmed }) => unconfirmed)).toEqual([])
    expect(toldOf(world)).toEqual(['ops: hosts.missing till-1 till-2'])
  })

  it('for longer, make them missing an interval later, with evidence, in one message', async () => {
    const world = await open()
    const { east, west } = world
    const hostIds = Array.from({ length: 12 }, (_, index) => `till-${index + 1}`)
    await Promise.all(hostIds.map((hostId) => east.beat(hostId)))
    await west.beat('hers')
    world.clock.advance(2 * MINUTE)
    await east.beat('hers')
    world.clock.advance(0.2 * MINUTE)
    await world.sweep([west])
    west.cutOff()
    await world.sweep([east])
    expect(await namesOf(world)).toEqual([])
    await world.minutes(1, [east])
    const incidents = await incidentsOf(world)
    expect(incidents.map(({ hostId }) => hostId).sort()).toEqual([...hostIds].sort())
    expect(incidents.every(({ unconfirmed }) => unconfirmed === true)).toBe(true)
    expect(world.sent).toMatchObject([{ message: { total: 12 } }])
    west.reconnect()
    await east.beat('hers')
    await world.minutes(2)
    expect(await incidentsOf(world)).toHaveLength(12)
    expect(world.sent).toHaveLength(1)
    expect(await tellingFaults(world)).toEqual([])
  })
})
