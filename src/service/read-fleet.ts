import type { BlindWindow } from '../core/listening.ts'
import type { Context } from './context.ts'
import type { Counts } from './ports.ts'
import { readTally } from './read-tally.ts'

export interface Fleet {
  readonly counts: Counts
  /** Hosts in all. */
  readonly hosts: number
  /** Sites that have a host; hosts without a site are none. */
  readonly sites: number
  readonly openIncidents: number
  readonly listeningSince: number
  /** Everything that arrived until then has been read; the sweep judges by it. */
  readonly heardUntil: number
  /** Set while heartbeats are being refused: why, and since when. */
  readonly refusing: { readonly cause: BlindWindow['cause']; readonly from: number } | null
  /** Times of the past hour in which we could not hear, oldest first. */
  readonly blindWindows: readonly BlindWindow[]
}

export async function readFleet(ctx: Context): Promise<Fleet> {
  const { listeningSince, heardUntil, refusing, windows } = ctx.listening
  const { total, sites } = await readTally(ctx)
  const openIncidents = await ctx.records.count('incident', { state: 'open' })
  return {
    counts: total,
    hosts: sumOf(total),
    sites: sites.size - (sites.has('') ? 1 : 0),
    openIncidents,
    listeningSince,
    heardUntil,
    refusing: refusing === null ? null : { cause: refusing.cause, from: refusing.from },
    blindWindows: windows,
  }
}

function sumOf(counts: Counts): number {
  const { waiting, up, late, missing, paused, retired } = counts
  return waiting + up + late + missing + paused + retired
}
