/**
 * Several listeners, in one region or two, hear the fleet together. A host may have spoken to any
 * of them, so it is judged from the instant since when all of them have been listening:
 *
 * - One that is alive counts with its own `listeningSince`; one that refuses heartbeats, with now.
 * - One of the same region that vanished may still be sent heartbeats, until whatever spreads them
 *   has noticed: it counts as deaf for `GONE_MS` after it was last alive. One that stopped in peace
 *   had handed over before.
 * - One of another region that vanished does not count: its hosts are taken over, each with a full
 *   timeout (service/take-over.ts). What it still hears, though nobody sweeps there, counts as
 *   heard; what it refuses, as refused.
 * - What one of the same region has heard is known up to the instant when it was last known to be
 *   alive: it may stand still since then, with heartbeats in its sockets. Nobody is judged by a
 *   later instant, until it counts as vanished.
 */
import type { BlindCause } from './event.ts'

export interface Presence {
  readonly region: string
  /** When the listener was last known to be alive, and how often it says so. */
  readonly aliveAt: number
  readonly everyMs: number
  /** It has stopped in peace since. */
  readonly stopped: boolean
  readonly listeningSince: number
  /** Heartbeats that had to be refused, and are not yet a blind window of their own. */
  readonly refused: Refused | null
}

export interface Refused {
  readonly cause: BlindCause
  readonly from: number
  readonly at: number
}

export const GONE_MS = 120_000
const MISSED_MARKS = 5

export interface JointListening {
  /** 0 if none of the others holds the judgement of a host up. */
  readonly listeningSince: number
  /** Infinite if there are no others. */
  readonly heardUntil: number
}

export function jointListening(
  region: string,
  others: readonly Presence[],
  now: number,
): JointListening {
  const beside = others.filter((other) => other.region === region && isAlive(other, now))
  return {
    listeningSince: Math.max(0, ...others.map((other) => sinceOf(region, other, now))),
    heardUntil: Math.min(...beside.map((other) => other.aliveAt)),
  }
}

export function isAlive({ aliveAt, everyMs, stopped }: Presence, now: number): boolean {
  return !stopped && Math.abs(now - aliveAt) <= MISSED_MARKS * everyMs
}

function sinceOf(region: string, other: Presence, now: number): number {
  const { refused } = other
  if (other.stopped) return 0
  if (isAlive(other, now)) return refused === null ? Math.min(now, other.listeningSince) : now
  const deafUntil = other.region === region ? other.aliveAt + GONE_MS : 0
  return Math.min(now, Math.max(deafUntil, refused?.at ?? 0))
}
