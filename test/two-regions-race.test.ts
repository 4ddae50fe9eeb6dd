import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { type Servers, startServers } from './kit/region-servers.ts'
import { seededEntropy } from './kit/seeded-entropy.ts'
import { tellingFaults } from './kit/telling-faults.ts'
import { incidentsOf, toldOf } from './kit/told.ts'
import { openTwoRegions, type TwoRegions } from './kit/two-regions.ts'

const MINUTE = 60_000
const ROUNDS = 50
/** A busy machine is no failure. */
const LONG = { timeout: 600_000 }

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

/** Some requests fail and are repeated, so that each round goes another way. */
function jitter({ aws }: TwoRegions, seed: number): void {
  const { jitter: draw } = seededEntropy(seed)
  aws.plan(() => (draw() < 0.1 ? 'throttled' : undefined))
}

it(
  `${ROUNDS} times both sweep one host at the same time: one incident, one message`,
  LONG,
  async () => {
    const world = await open()
    const { east, west } = world
    for (let round = 1; round <= ROUNDS; round++) {
      jitter(world, round)
      expect(await Promise.all([east.beat('till-1'), west.beat('till-1')])).toEqual([200, 200])
      world.clock.advance(2.2 * MINUTE)
      await world.sweep()
      const [incident] = await world.ctx.records.get('incident', [`till-1~${2 * round - 1}`])
      expect(incident?.value.state).toBe('open')
    }
    world.aws.heal()
    await world.minutes(2)
    const epochs = (await incidentsOf(world)).map(({ epoch }) => epoch)
    expect(epochs).toEqual(Array.from({ length: ROUNDS }, (_, index) => 2 * index + 1))
    expect(toldOf(world).filter((each) => each.includes('missing'))).toHaveLength(ROUNDS)
    expect(toldOf(world).filter((each) => each.includes('recovered'))).toHaveLength(ROUNDS - 1)
    expect(world.sent).toHaveLength(2 * ROUNDS - 1)
    expect(await tellingFaults(world)).toEqual([])
  },
)

it('the scheduler calls twice at once, early and late: nobody is told more, or later', async () => {
  const world = await open()
  const { east, west } = world
  await east.beat('till-1')
  world.clock.advance(MINUTE / 2)
  await Promise.all([east.sweep(), east.sweep(), west.sweep()])
  world.clock.advance(1.9 * MINUTE)
  await Promise.all([east.sweep(), west.sweep(), east.sweep(), west.sweep()])
  expect(await incidentsOf(world)).toMatchObject([{ id: 'till-1~1' }])
  await Promise.all([east.sweep(), west.sweep()])
  world.clock.advance(3 * MINUTE)
  await Promise.all([east.sweep(), east.sweep()])
  expect(await incidentsOf(world)).toMatchObject([{ id: 'till-1~1' }])
  expect(toldOf(world)).toEqual(['ops: hosts.missing till-1'])
  expect(world.sent).toHaveLength(1)
  expect(await tellingFaults(world)).toEqual([])
})
