import type { HostId } from '../../core/ids.ts'
import { type CountsDraft, noCounts, stateOf } from '../counts.ts'
import type { Defaults } from '../defaults.ts'
import { type PulseRow, pulseOf } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'
import { scanRows } from './scan-rows.ts'
import type { Tally } from './sum-tallies.ts'

/** When hosts are judged; see core/deadline.ts. */
export interface Judging {
  readonly listeningSince: number
  readonly now: number
}

/** Counts recorded hosts, row by row. */
export function startTally(
  defaults: Defaults,
  judging: Judging,
): { add(row: PulseRow): void; readonly tally: Tally } {
  const total = noCounts()
  const sites = new Map<string, CountsDraft>()
  return {
    add(row) {
      const state = judged(row, defaults, judging)
      if (state === undefined || row.recorded === undefined) return
      const site = row.recorded.site ?? ''
      const counts = sites.get(site) ?? noCounts()
      sites.set(site, counts)
      counts[state]++
      total[state]++
    },
    tally: { total, sites },
  }
}

export async function tallyRows(
  table: PulsesTable,
  segments: number,
  judging: Judging,
): Promise<Tally> {
  const { add, tally } = startTally(table.defaults, judging)
  for await (const rows of scanRows(table, { segments })) for (const row of rows) add(row)
  return tally
}

export async function lateRows(
  table: PulsesTable,
  segments: number,
  judging: Judging,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<HostId[]> {
  let found: HostId[] = []
  for await (const rows of scanRows(table, { segments })) {
    for (const row of rows) {
      if (row.hostId <= after || judged(row, table.defaults, judging) !== 'late') continue
      found.push(row.hostId)
    }
    found = found.sort().slice(0, limit)
  }
  return found
}

function judged(row: PulseRow, defaults: Defaults, { listeningSince, now }: Judging) {
  if (row.recorded === undefined) return undefined
  return stateOf(row.recorded.state, pulseOf(row, defaults), listeningSince, now)
}
