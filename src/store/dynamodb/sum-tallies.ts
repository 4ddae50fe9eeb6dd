import type { Counts } from '../../service/ports.ts'
import { type CountsDraft, noCounts } from '../counts.ts'

export interface Tally {
  readonly total: Counts
  readonly sites: Map<string, Counts>
}

/** Tallies of different rows, taken together. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const total = noCounts()
  const sites = new Map<string, CountsDraft>()
  for (const tally of tallies) {
    addCounts(total, tally.total)
    for (const [site, counts] of tally.sites) {
      const sum = sites.get(site) ?? noCounts()
      sites.set(site, sum)
      addCounts(sum, counts)
    }
  }
  return { total, sites }
}

function addCounts(to: CountsDraft, { waiting, up, late, missing, paused, retired }: Counts): void {
  to.waiting += waiting
  to.up += up
  to.late += late
  to.missing += missing
  to.paused += paused
  to.retired += retired
}
