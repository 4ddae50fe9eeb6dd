/**
 * Which events a mailbox may give to a delivery:
 *
 * - S7  none of a host that was back before anybody had been told
 * - S9  none that a silence covers
 *
 * Whoever claims an entry has looked at the mailbox and the silences a little earlier: what came
 * since then is not held against him, nor is anything just after a clock was set.
 */
import { type FleetEvent, type HostEvent, isHostEvent } from '../../src/core/event.ts'
import type { Entry } from '../../src/core/mailbox.ts'
import type { Silence } from '../../src/core/silence.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

const LOOKED_MS = 120_000

export function claimRules(referee: Referee): Rule {
  const silences = new Map<string, { silence: Silence; since: number }>()
  /** Ends that wait to be told, by mailbox and incident, and since when. */
  const ends = new Map<string, number>()
  /** By process: how far its wall clock is ahead, and when that was last another. */
  const clocks = new Map<string, { ahead: number; setAt: number }>()

  const readClock = (by: string, wallMs: number) => {
    const ahead = wallMs - referee.now
    const known = clocks.get(by) ?? { ahead, setAt: Number.NEGATIVE_INFINITY }
    const clock = known.ahead === ahead ? known : { ahead, setAt: referee.now }
    clocks.set(by, clock)
    return clock
  }

  const claimed = (entry: Entry, by: string, wallMs: number) => {
    const { id, event, subscriptionId } = entry
    if (!isHostEvent(event)) return
    const latest = referee.now - LOOKED_MS
    const endedAt = ends.get(`${subscriptionId} ${event.incidentId}`)
    if (event.kind === 'host.missing' && endedAt !== undefined && endedAt < latest) {
      referee.violate('S7', `${id} is told, though its end came at ${endedAt}`)
    }
    if (readClock(by, wallMs).setAt > latest) return
    for (const { silence, since } of silences.values()) {
      const { from, to, match } = silence
      if (match.site !== event.site || since > latest) continue
      if (from > wallMs - LOOKED_MS || wallMs >= to) continue
      referee.violate('S9', `${id} is told, though it is silenced since ${since}`)
    }
  }

  const entryChanged = (before: Entry | undefined, after: Entry, by: string, wallMs: number) => {
    const { deliveryId, dropped, event } = after
    if (endsIncident(event)) {
      const key = `${after.subscriptionId} ${event.incidentId}`
      if (deliveryId !== null || dropped !== null) ends.delete(key)
      else if (!ends.has(key)) ends.set(key, referee.now)
    }
    if (before?.deliveryId === null && deliveryId !== null) claimed(after, by, wallMs)
  }

  return {
    wrote(written) {
      const { id, by, wallMs } = written
      readClock(by, wallMs)
      if (written.kind === 'silence') {
        if (written.after === null) silences.delete(id)
        else silences.set(id, { silence: written.after, since: referee.now })
      }
      if (written.kind === 'entry' && written.after !== null) {
        entryChanged(written.before, written.after, by, wallMs)
      }
    },
  }
}

function endsIncident(event: FleetEvent): event is HostEvent {
  return event.kind === 'host.recovered' || event.kind === 'host.withdrawn'
}
