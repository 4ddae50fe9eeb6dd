import type { Peer } from './peer.ts'
import type { PulseRow } from './pulse-row.ts'
import type { RegionPulses } from './pulses.ts'
import { gatherRows } from './survey-rows.ts'

interface Both {
  readonly home: RegionPulses
  readonly away: RegionPulses
  readonly peer: Peer
  readonly limitMs: number
  readonly merge: (here: PulseRow, there: PulseRow) => PulseRow
}

/** A host that moved and has two rows is one host, recorded if either row says so. */
export async function* rowsOfBoth({
  home,
  away,
  peer,
  limitMs,
  merge,
}: Both): AsyncGenerator<PulseRow[]> {
  const [here, there] = await Promise.all([
    gatherRows(home.allRows()),
    peer.ask(() => gatherRows(away.allRows()), limitMs),
  ])
  const rows = new Map(here)
  for (const [hostId, other] of there.kind === 'answered' ? there.value : []) {
    const own = here.get(hostId)
    const recorded = own?.recorded ?? other.recorded
    rows.set(hostId, own === undefined ? other : { ...merge(own, other), recorded })
  }
  yield [...rows.values()]
}
