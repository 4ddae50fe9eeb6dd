/** Two regions on stores in memory: the rules of src/store/dynamodb/regions.ts on rows there. */
import type { Records } from '../../src/service/ports.ts'
import type { Defaults } from '../../src/store/defaults.ts'
import { regionalPulses } from '../../src/store/dynamodb/regions.ts'
import { laggingRecords } from '../../test/kit/lagging-records.ts'
import { hash } from '../kernel/random.ts'
import type { PortCall } from './fates.ts'
import { guardRecords, meetFate } from './guarded-store.ts'
import { recordedHosts, regionPulses } from './region-pulses.ts'
import { type MemoryRows, memoryRows, type RegionRows } from './region-rows.ts'
import { REGIONS, type RegionStores, type StoreWishes } from './region-stores.ts'
import type { World } from './world.ts'

const LAG_MS = 2_000

export function memoryRegions(world: World, defaults: Defaults): RegionStores {
  const { random, scenario, kernel } = world
  const lagMs = scenario.hosts < 50 && random.stream('lag').chance(0.5) ? LAG_MS : 0
  const truth = kernel.newMachine()
  const behindMs = (...of: string[]) => {
    const drawn = hash(`${scenario.seed}/${of.join('/')}`)
    return drawn % 2 === 0 ? 0 : drawn % (lagMs + 1)
  }
  const shared: Records = laggingRecords({ clock: truth, lagMs, behindMs })
  const rows = new Map<string, MemoryRows>(REGIONS.map((region) => [region, memoryRows()]))
  const rowsOf = (region: string) => rows.get(region) ?? memoryRows()
  return {
    open(wishes) {
      const { region, guard, peerIsSweeping } = wishes
      const [peer = region] = REGIONS.filter((each) => each !== region)
      const records = guardRecords(guard, shared)
      const hosts = recordedHosts(records)
      const home = regionPulses(guardRows(wishes, region, rowsOf(region)), hosts, defaults)
      const away = regionPulses(guardRows(wishes, peer, rowsOf(peer)), hosts, defaults)
      const monotonicMs = () => guard.process.machine.read().monotonicMs
      const pulses = regionalPulses({ home, peer: away, defaults, peerIsSweeping, monotonicMs })
      return { pulses, home, records }
    },
    records: () => shared,
    async lastHeard(hostId) {
      const heard = REGIONS.map((region) => rowsOf(region).stored.get(hostId)?.heardAt ?? 0)
      const latest = Math.max(...heard)
      return latest === 0 ? null : latest
    },
  }
}

const READING = new Set(['rows', 'scan'])

/** Each call is one request over the network, which may meet its fate, or not arrive at all. */
function guardRows(
  { guard, reaches }: StoreWishes,
  region: (typeof REGIONS)[number],
  raw: RegionRows,
): RegionRows {
  const pass = <T>(port: string, whole: () => Promise<T>): Promise<T> => {
    const call: PortCall = { port, kind: null, changes: !READING.has(port) }
    return meetFate(guard, call, { whole }, reaches(region))
  }
  return {
    beat: (beats) => pass('beat', () => raw.beat(beats)),
    read: (ids) => pass('rows', () => raw.read(ids)),
    scan: () => pass('scan', () => raw.scan()),
    settle: (marks) => pass('settle', () => raw.settle(marks)),
    configure: (id, change, only) => pass('configure', () => raw.configure(id, change, only)),
    clamp: (now) => pass('clamp', () => raw.clamp(now)),
    remove: (id, heardAt) => pass('remove', () => raw.remove(id, heardAt)),
  }
}
