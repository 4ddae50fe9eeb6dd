import type { MapView } from './fleet-map.ts'
import { MAP_STATES } from './map-states.ts'

export interface GroupCounts {
  /** Empty for hosts in no group. */
  readonly name: string
  readonly hosts: number
  /** By number of the state. */
  readonly counts: readonly number[]
}

const MISSING = MAP_STATES.indexOf('missing')

/** The same as the map in numbers, groups with most missing hosts first. */
export function groupCounts({ groups: { names, sizes }, states }: MapView): GroupCounts[] {
  let from = 0
  return names
    .map((name, index) => {
      const counts = MAP_STATES.map(() => 0)
      const end = from + (sizes[index] ?? 0)
      for (; from < end; from++) {
        const state = states[from] ?? 0
        counts[state] = (counts[state] ?? 0) + 1
      }
      const hosts = counts.reduce((sum, count) => sum + count, 0) - (counts[0] ?? 0)
      return { name, hosts, counts }
    })
    .sort((a, b) => (b.counts[MISSING] ?? 0) - (a.counts[MISSING] ?? 0))
}
