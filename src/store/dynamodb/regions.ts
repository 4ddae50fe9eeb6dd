/**
 * The pulses of two regions, seen from one of them (home).
 *
 * - A heartbeat is stored where it arrives. A host that moved has a row in both regions: the one
 *   with the later heartbeat counts, and the other is deleted once it is overdue, after
 *   its timing, if the later heartbeat had none, was taken over.
 * - Each region sweeps its own rows, and tells the other what it recorded, if that answers in time.
 *   What did not arrive is found by the other's next sweep (verify-marks.ts).
 * - While the other region does not sweep, our rows of its hosts stay: nobody else watches them.
 * - Without the other region, what we read is `unconfirmed`, nothing is deleted as stale, and only
 *   a removal fails, because the row over there would come back as a new host.
 * - Until its stale row is deleted, a host that moved is counted in both regions.
 */
import type { HostId } from '../../core/ids.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Pulse, Pulses } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { lazySurvey } from './lazy-survey.ts'
import { openPeer, type Peer, type PeerOptions } from './peer.ts'
import { pulseOf } from './pulse-row.ts'
import type { RegionPulses } from './pulses.ts'
import { rowOfBoth } from './row-of-both.ts'
import { sumTallies } from './sum-tallies.ts'

export interface RegionalOptions extends PeerOptions {
  readonly home: RegionPulses
  readonly peer: RegionPulses
  readonly defaults: Defaults
  /** Whether the other region sweeps its own rows; true unless given. */
  readonly peerIsSweeping?: (() => boolean) | undefined
}

/** What the steps of this file and of sweep-regions.ts work on. */
export interface Regions {
  readonly home: RegionPulses
  readonly away: RegionPulses
  readonly peer: Peer
  readonly defaults: Defaults
  readonly peerIsSweeping: () => boolean
}

/** A scan of the other region's table takes longer than a question about some hosts. */
const SCAN_LIMIT_MS = 10_000

export function regionalPulses(options: RegionalOptions): Pulses {
  const { home, peer: away, defaults, peerIsSweeping = () => true } = options
  const peer = openPeer(options)
  const survey = lazySurvey(defaults)
  const regions: Regions = { home, away, peer, defaults, peerIsSweeping }
  const bothRows = async () => {
    const { rowsOfBoth } = await import('./rows-of-both.ts')
    return rowsOfBoth({ ...regions, limitMs: SCAN_LIMIT_MS, merge: rowOfBoth })
  }
  return {
    beat: (beats) => home.beat(beats),
    read: (hostIds) => readBoth(regions, hostIds),
    async *unsettled(listeningSince, now, part) {
      const { sweepRegions } = await import('./sweep-regions.ts')
      yield* sweepRegions(regions, { listeningSince, now }, part)
    },
    async settle(recorded) {
      // Of a new host the other region knows nothing.
      const older = recorded.filter(({ state, version }) => state !== 'up' || version > 1)
      const tell = older.length === 0 ? undefined : peer.ask(() => away.settle(older))
      await Promise.all([home.settle(recorded), tell])
    },
    async configure(hostId, change) {
      const there = await peer.ask(() => away.reconfigure(hostId, change))
      // A row there that has not heard of it would lend its timing to one here that has none.
      const untold = there.kind === 'silent' && change.timing === null
      const own = untold ? { ...change, timing: defaults } : change
      const here = await home.reconfigure(hostId, own)
      const done = here || (there.kind === 'answered' && there.value)
      if (!done) await home.configure(hostId, own)
    },
    clamp: (now) => home.clamp(now),
    async remove(hostId) {
      const [answer] = await Promise.all([peer.ask(() => away.remove(hostId)), home.remove(hostId)])
      if (answer.kind === 'silent') throw peerUnavailable(answer.cause)
    },
    async tally(listeningSince, now) {
      const [here, there] = await Promise.all([
        home.tally(listeningSince, now),
        peer.ask(() => away.tally(listeningSince, now), SCAN_LIMIT_MS),
      ])
      return sumTallies(there.kind === 'answered' ? [here, there.value] : [here])
    },
    async late(listeningSince, now, after, limit) {
      const [here, there] = await Promise.all([
        home.late(listeningSince, now, after, limit),
        peer.ask(() => away.late(listeningSince, now, after, limit), SCAN_LIMIT_MS),
      ])
      const both = new Set([...here, ...(there.kind === 'answered' ? there.value : [])])
      return [...both].sort().slice(0, limit)
    },
    survey: (listeningSince, now) => survey(bothRows, { listeningSince, now }),
  }
}

async function readBoth(
  { home, away, peer, defaults }: Regions,
  hostIds: readonly HostId[],
): Promise<(Pulse | undefined)[]> {
  const [here, there] = await Promise.all([home.rows(hostIds), peer.ask(() => away.rows(hostIds))])
  if (there.kind === 'silent') {
    return here.map((row) => row && { ...pulseOf(row, defaults), unconfirmed: true })
  }
  return here.map((row, index) => {
    const other = there.value[index]
    const merged = row === undefined || other === undefined ? (row ?? other) : rowOfBoth(row, other)
    return merged && pulseOf(merged, defaults)
  })
}

function peerUnavailable(cause: unknown): FlatlineError {
  return new FlatlineError('store_unavailable', 'The other region does not answer.', {
    hint: 'Try again when it does. Nothing is lost if it was done here already.',
    retryAfterSeconds: 10,
    cause,
  })
}
