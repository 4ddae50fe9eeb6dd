import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Servers, startServers } from './kit/region-servers.ts'
import { tellingFaults } from './kit/telling-faults.ts'
import { incidentsOf, rowOf, toldOf } from './kit/told.ts'
import { openTwoRegions, type TwoRegions } from './kit/two-regions.ts'

const MINUTE = 60_000
const WRITES_MAX = 60
/** A busy machine is no failure. */
const LONG = { timeout: 600_000 }
const INGEST_WRITES_MAX = 12

let servers: Servers
beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.close())

async function open(variables: Readonly<Record<string, string>> = {}): Promise<TwoRegions> {
  const world = await openTwoRegions(servers, { variables })
  onTestFinished(() => world.close())
  await world.subscribe('ops', { events: ['host.missing', 'host.recovered', 'host.registered'] })
  await world.sweep()
  return world
}

it(
  'a sweep killed between any two writes is finished by the next; each is told once',
  LONG,
  async () => {
    const world = await open({ FLATLINE_INTERVAL: '30s', FLATLINE_GRACE: '10s' })
    const { east } = world
    const expected: string[] = []
    for (let write = 1, died = true; died; write++) {
      expect(write).toBeLessThan(WRITES_MAX)
      const hostId = `till-${write}`
      expected.push(`ops: hosts.missing ${hostId}`, `ops: hosts.registered ${hostId}`)
      expect(await east.beat(hostId)).toBe(200)
      world.clock.advance(0.9 * MINUTE)
      const { lines } = east.functions.sweep
      lines.killBeforeWrite(write)
      await east.sweep().catch(() => undefined)
      died = lines.isDead
      await east.restart()
      world.clock.advance(1.6 * MINUTE)
      await world.sweep()
      const ids = (await incidentsOf(world)).map(({ id }) => id)
      expect(ids).toEqual(Array.from({ length: write }, (_, index) => `till-${index + 1}~1`))
      expect(toldOf(world)).toEqual([...expected].sort())
    }
    // A copy comes of a death between sending and recording that: once for each of the two kinds.
    expect(world.sent.length - expected.length).toBe(2)
    expect(await tellingFaults(world)).toEqual([])
  },
)

describe('the function for heartbeats, killed at any write,', () => {
  const hostIds = Array.from({ length: INGEST_WRITES_MAX }, (_, index) => `till-${index + 1}`)

  /** Hosts beat in the west by a function that dies at its first write, its second, and so on. */
  async function beatAndDie({ west }: TwoRegions): Promise<string[]> {
    const tried: string[] = []
    for (const hostId of hostIds) {
      tried.push(hostId)
      const { lines } = west.functions.ingest
      lines.killAtWrite(tried.length)
      const status = await west.beat(hostId)
      if (!lines.isDead) return tried
      await west.restart()
      if ((await rowOf(west, hostId)) !== undefined) continue
      expect(status).toBe(503)
      expect(await west.beat(hostId)).toBe(200)
    }
    throw new Error('a heartbeat takes more writes than expected')
  }

  it('keeps what it answered, and leaves the rest to the sweep: each is new once', async () => {
    const world = await open()
    const tried = await beatAndDie(world)
    expect(tried.length).toBeGreaterThan(3)
    await world.minutes(1)
    const hosts = await world.ctx.records.get('host', tried)
    expect(hosts.map((host) => host?.value)).toMatchObject(
      tried.map((hostId) => ({ hostId, state: 'up', epoch: 0 })),
    )
    expect(namesTold(world, 'hosts.registered')).toEqual([...tried].sort())
    expect(await tellingFaults(world)).toEqual([])
  })

  it('is followed by one return of each host, told once', async () => {
    const world = await open()
    const { east } = world
    await Promise.all(hostIds.map((hostId) => east.beat(hostId)))
    world.clock.advance(2.2 * MINUTE)
    await world.sweep()
    expect(namesTold(world, 'hosts.missing')).toEqual([...hostIds].sort())
    const tried = await beatAndDie(world)
    expect(tried.length).toBeGreaterThan(3)
    await world.minutes(1)
    const resolved = (await incidentsOf(world)).filter(({ state }) => state === 'resolved')
    expect(resolved.map(({ hostId }) => hostId).sort()).toEqual([...tried].sort())
    expect(namesTold(world, 'hosts.recovered')).toEqual([...tried].sort())
    expect(await tellingFaults(world)).toEqual([])
  })
})

/** Hosts that messages of a kind have named, each as often as it was named. */
function namesTold(world: TwoRegions, type: string): string[] {
  const named = toldOf(world).flatMap((each) => {
    const [, said, ...hostIds] = each.split(' ')
    return said === type ? hostIds : []
  })
  return named.sort()
}
