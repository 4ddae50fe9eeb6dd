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

/** The silence that keeps an event back longest at `now`. Our own blindness is never silenced. */
export function silenceOver(
  event: FleetEvent,
  silences: readonly Silence[],
  now: number,
): Silence | undefined {
  if (!isHostEvent(event)) return undefined
  return silences
    .filter((silence) => silence.from <= now && now < silence.to && matches(silence.match, event))
    .sort((a, b) => b.to - a.to)[0]
}
