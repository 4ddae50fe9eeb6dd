import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { editHost } from '../src/service/edit-host.ts'
import { type Servers, startServers } from './kit/region-servers.ts'
import { incidentsOf, rowOf } from './kit/told.ts'
import { openTwoRegions, type TwoRegions, type TwoRegionsOptions } from './kit/two-regions.ts'
import { asHostId } from './kit/world.ts'

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
  await world.sweep()
  return world
}

async function missingOf(world: TwoRegions): Promise<string[]> {
  const hostIds = (await incidentsOf(world)).map(({ hostId }) => hostId)
  return hostIds.filter((hostId) => !hostId.startsWith('canary-'))
}

describe('nobody is blamed', () => {
  it('while the front door is broken, also over the silence of the canary', async () => {
    const world = await open({ canaries: true })
    const { west } = world
    for (let minute = 0; minute < 45; minute++) {
      await west.beat('till')
      await world.minutes(1)
    }
    west.frontDoor.open = false
    await world.minutes(30)
    expect(await missingOf(world)).toEqual([])
  }, 480_000)

  it('whose interval was set by a person, when a region is lost', async () => {
    const world = await open()
    const { west, east } = world
    await west.beat('slow')
    const hourly = { intervalMs: 60 * MINUTE, timeoutMs: 70 * MINUTE }
    await editHost(world.ctx, { hostId: asHostId('slow'), ifVersion: null, timing: hourly })
    await west.beat('slow')
    await world.minutes(2)
    expect(await rowOf(west, 'slow')).toMatchObject(hourly)
    west.cutOff()
    await east.beat('slow')
    await world.minutes(15, [east])
    expect(await missingOf(world)).toEqual([])
  }, 480_000)

  it('whose heartbeat was refused because hosts could not be counted', async () => {
    const world = await open()
    const { east, west } = world
    for (let minute = 0; minute < 2; minute++) {
      await west.beat('till')
      await world.minutes(1)
    }
    east.functions.ingest.ctx.records.count = async () => {
      throw new Error('throttled')
    }
    for (let minute = 0; minute < 6; minute++) {
      expect(await east.beat('till')).toBeGreaterThanOrEqual(500)
      await world.minutes(1)
    }
    expect(await missingOf(world)).toEqual([])
  }, 480_000)
})
