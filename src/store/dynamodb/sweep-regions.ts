import { isOverdue } from '../../core/deadline.ts'
import type { HostId } from '../../core/ids.ts'
import type { Part, Pulse } from '../../service/ports.ts'
import { inFlight } from './in-flight.ts'
import { IN_FLIGHT_MAX } from './pulses-table.ts'
import type { Regions } from './regions.ts'

/** What is unsettled here, but for hosts that have moved: their rows go. */
export async function* sweepRegions(
  regions: Regions,
  judging: { readonly listeningSince: number; readonly now: number },
  part: Part | undefined,
): AsyncGenerator<Pulse[]> {
  const { listeningSince, now } = judging
  for await (const batch of regions.home.unsettled(listeningSince, now, part)) {
    const overdue = batch.filter((pulse) => isOverdue(pulse, listeningSince, now))
    const moved = await dropMoved(regions, overdue)
    const left = batch.filter((pulse) => !moved.has(pulse.hostId))
    if (left.length > 0) yield left
  }
}

/** Deletes the rows of hosts that now beat in the other region, and returns those hosts. */
async function dropMoved(
  { home, away, peer, peerIsSweeping }: Regions,
  overdue: readonly Pulse[],
): Promise<ReadonlySet<HostId>> {
  const moved = new Set<HostId>()
  if (overdue.length === 0 || !peerIsSweeping()) return moved
  const hostIds = overdue.map(({ hostId }) => hostId)
  const there = await peer.ask(() => away.rows(hostIds))
  if (there.kind === 'silent') return moved
  const stale = overdue.filter(({ heardAt }, index) => (there.value[index]?.heardAt ?? 0) > heardAt)
  if (stale.length === 0) return moved
  const others = new Map(there.value.map((row) => [row?.hostId, row]))
  const own = await home.rows(stale.map(({ hostId }) => hostId))
  await inFlight(stale, IN_FLIGHT_MAX, async ({ hostId, heardAt }, index) => {
    const timing = own[index]?.timing
    if (timing && others.get(hostId)?.timing === null) {
      const told = await peer.ask(() => away.reconfigure(hostId, { timing }))
      if (told.kind === 'silent') return
    }
    await home.dropStale(hostId, heardAt)
    moved.add(hostId)
  })
  return moved
}
