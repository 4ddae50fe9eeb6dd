import { type FleetEvent, isHostEvent } from './event.ts'
import type { SilenceId } from './ids.ts'
import { type Match, matches } from './matcher.ts'

/** Label matchers × a time window [from, to) in which nothing is sent; states are still tracked. */
export interface Silence {
  readonly id: SilenceId
  readonly match: Match
  readonly from: number
  readonly to: number
  readonly reason: string
  readonly createdAt: number
  readonly createdBy: string
}

/** Those that hold at `now`, the longest first. */
export function activeSilences(silences: readonly Silence[], now: number): Silence[] {
  return silences
    .filter((silence) => silence.from <= now && now < silence.to)
    .sort((a, b) => b.to - a.to)
}

/** The active silence that keeps an event back longest. Our own blindness is never silenced. */
export function silenceOver(event: FleetEvent, active: readonly Silence[]): Silence | undefined {
  return isHostEvent(event) ? active.find(({ match }) => matches(match, event)) : undefined
}
