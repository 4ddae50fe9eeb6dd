import type { HostId } from '../../src/core/ids.ts'
import type { Pulses, Records } from '../../src/service/ports.ts'
import type { Guard } from './guarded-store.ts'

export const REGIONS = ['us-east-1', 'us-west-2'] as const
export type RegionName = (typeof REGIONS)[number]

export interface RegionStore {
  /** As seen from the region, with what the other one knows. */
  readonly pulses: Pulses
  /** Of the region alone. */
  readonly home: Pulses
  readonly records: Records
}

/** What one process of a region is to be told when it opens its store. */
export interface StoreWishes {
  readonly region: RegionName
  readonly guard: Guard
  readonly peerIsSweeping: () => boolean
  /** Whether a request of this region reaches the pulses of one, just now. */
  readonly reaches: (region: RegionName) => boolean
}

/** What outlives the functions: two tables of pulses, and the records of both regions. */
export interface RegionStores {
  open(wishes: StoreWishes): RegionStore
  /** For the checkers, past all faults. */
  records(): Records
  /** The later of both regions; null: nothing is stored. */
  lastHeard(hostId: HostId): Promise<number | null>
}
