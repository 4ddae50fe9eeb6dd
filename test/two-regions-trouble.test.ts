import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Servers, startServers } from './kit/region-servers.ts'
import { seededEntropy } from './kit/seeded-entropy.ts'
import { tellingFaults } from './kit/telling-faults.ts'
import { blindOf, incidentsOf, toldOf } from './kit/told.ts'
import { openTwoRegions, type TwoRegions, type TwoRegionsOptions } from './kit/two-regions.ts'

const MINUTE = 60_000

let servers: Servers
beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.close())

async function open(options: TwoRegionsOptions = {}): Promise<TwoRegions> {
  const world = await openTwoRegions(servers, options)
  onTestFinished(() => world.close())
  await world.subscribe('ops')
  return world
}

const namesOf = async (world: TwoRegions) =>
  (await incidentsOf(world)).map(({ hostId, state }) => `${hostId} ${state}`)

describe('trouble of our own', () => {
  it('that refuses heartbeats is blamed on no host for a full timeout, and on record', async () => {
    const world = await open()
    const { east } = world
    await world.sweep()
    await Promise.all(['lives', 'dies'].map((hostId) => east.beat(hostId)))
    world.clock.advance(1.5 * MINUTE)
    world.aws.plan(({ command }) => (command === 'UpdateItem' ? 'throttled' : undefined))
    expect(await east.beat('lives')).toBe(503)
    world.clock.advance(1 * MINUTE)
    expect(await east.beat('lives')).toBe(503)
    world.aws.heal()
    await world.sweep()
    const refusedAt = world.now()
    await world.minutes(1)
    expect(await blindOf(world, east)).toMatchObject([
      { cause: 'store', from: refusedAt - MINUTE, to: refusedAt },
    ])
    expect(await namesOf(world)).toEqual([])
    expect(await east.beat('lives')).toBe(200)
    await world.minutes(1)
    expect(await namesOf(world)).toEqual([])
    await east.beat('lives')
    await world.minutes(1)
    expect(world.now()).toBeGreaterThan(refusedAt + 2 * MINUTE)
    expect(await namesOf(world)).toEqual(['dies open'])
  })

  it('that stops the sweeps for ten minutes is blamed on no host, and told', async () => {
    const world = await open()
    await world.subscribe('blindness', { events: ['flatline.blind'] })
    const { east, west } = world
    await world.sweep()
    await Promise.all([east.beat('in-east'), west.beat('in-west'), west.beat('dies')])
    world.clock.advance(10 * MINUTE)
    await world.sweep()
    expect(await namesOf(world)).toEqual([])
    for (const region of [east, west]) {
      expect(await blindOf(world, region)).toMatchObject([{ cause: 'stopped' }])
    }
    await Promise.all([east.beat('in-east'), west.beat('in-west')])
    world.clock.advance(MINUTE)
    await Promise.all([east.beat('in-east'), west.beat('in-west')])
    await world.minutes(1)
    expect(await namesOf(world)).toEqual([])
    await Promise.all([east.beat('in-east'), west.beat('in-west')])
    await world.minutes(1)
    expect(await namesOf(world)).toEqual(['dies open'])
    expect(toldOf(world).filter((each) => each !== 'ops: flatline.blind')).toEqual([
      'blindness: flatline.blind',
      'ops: hosts.missing dies',
    ])
  })
})

describe('slow and stumbling tables', () => {
  /** One host falls silent; another moves, falls silent and comes back. */
  async function liveOn(world: TwoRegions): Promise<void> {
    const { east, west } = world
    await Promise.all([east.beat('dies'), east.beat('returns')])
    world.clock.advance(MINUTE)
    await world.sweep()
    await west.beat('returns')
    world.clock.advance(1.2 * MINUTE)
    await world.sweep()
    expect(await namesOf(world)).toEqual(['dies open'])
    world.clock.advance(1.2 * MINUTE)
    await world.sweep()
    await east.beat('returns')
    await world.minutes(2)
    expect(await namesOf(world)).toEqual(['dies open', 'returns resolved'])
    expect(toldOf(world)).toEqual([
      'ops: hosts.missing dies',
      'ops: hosts.missing returns',
      'ops: hosts.recovered returns',
    ])
    expect(world.sent).toHaveLength(3)
    expect(await tellingFaults(world)).toEqual([])
  }

  it('cost time and nothing else, though every request fails twice', async () => {
    const world = await open()
    await world.sweep()
    for (const { functions } of [world.east, world.west]) {
      for (const each of [functions.ingest, functions.sweep]) each.lines.stumble(2)
    }
    const { jitter } = seededEntropy(1)
    world.aws.plan(({ command }) => {
      return command === 'BatchGetItem' && jitter() < 0.3 ? 'unprocessed' : undefined
    })
    await liveOn(world)
  })

  it('cost time and nothing else, though indexes show what was written later', async () => {
    const world = await open()
    world.aws.holdIndexes(world.clock, 900)
    await world.sweep()
    await liveOn(world)
  })
})

describe('the canary', () => {
  it('proves the chain by its own silence, which nobody else hears of', async () => {
    const world = await open({ canaries: true })
    const { east } = world
    world.clock.advance(57 * MINUTE)
    await world.minutes(2, [east])
    await world.minutes(6, [east])
    expect(await namesOf(world)).toEqual(['canary-us-east-1 open'])
    world.clock.advance(2 * MINUTE)
    await world.minutes(3, [east])
    expect(await namesOf(world)).toEqual(['canary-us-east-1 resolved'])
    expect(toldOf(world)).toEqual([
      'canary of us-east-1: hosts.missing canary-us-east-1',
      'canary of us-east-1: hosts.recovered canary-us-east-1',
    ])
    expect(await tellingFaults(world)).toEqual([])
  })

  it('that is not heard keeps both regions from judging anybody', async () => {
    const world = await open({ canaries: true })
    const { east, west } = world
    world.clock.advance(15 * MINUTE)
    await world.sweep()
    await Promise.all([east.beat('in-east'), west.beat('in-west')])
    east.frontDoor.open = false
    for (let times = 0; times < 2; times++) {
      world.clock.advance(2 * MINUTE)
      await world.sweep()
    }
    expect(await namesOf(world)).toEqual([])
    east.frontDoor.open = true
    world.clock.advance(MINUTE)
    await world.sweep()
    const heardAgainAt = world.now()
    await world.minutes(2)
    expect(await namesOf(world)).toEqual([])
    await world.minutes(1)
    expect(world.now()).toBeGreaterThan(heardAgainAt + 2 * MINUTE)
    expect((await namesOf(world)).sort()).toEqual(['in-east open', 'in-west open'])
    expect(await blindOf(world, east)).toMatchObject([{ cause: 'unreachable' }])
  })
})
