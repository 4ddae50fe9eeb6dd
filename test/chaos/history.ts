import type { Delivery } from '../../src/contract/delivery.ts'
import type { Host } from '../../src/contract/host.ts'
import type { Incident } from '../../src/contract/incident.ts'
import type { Received } from '../kit/webhook-receiver.ts'
import type { PlannedHost } from './plan.ts'

/**
 * What happened, as seen from outside, for the checkers. Instants are milliseconds of the true
 * clock, except those that the server has shown: its own clock may have been set.
 */
export interface History {
  readonly hosts: readonly HostHistory[]
  readonly disturbances: readonly Disturbance[]
  /** Of the server's clock, oldest first; the first tells how it began. */
  readonly clock: readonly ClockSetting[]
  readonly shown: Shown
}

export interface HostHistory extends PlannedHost {
  readonly attempts: readonly Attempt[]
}

/** One try of a host to send a heartbeat. */
export interface Attempt {
  readonly begunAt: number
  /** When it was handed to the network, or the server would not have it; null if it never was. */
  sentAt: number | null
  /** When its 200 came. */
  acknowledgedAt: number | null
  /** Of whatever answer came. */
  status: number | null
}

/**
 * From then until then the server was kept from its work. All but `disk`, and a `stop` of a moment,
 * mean that it could not hear, and heard again right after at the earliest.
 */
export interface Disturbance {
  readonly kind:
    | 'kill'
    | 'restart'
    | 'stop'
    | 'clock'
    | 'disk'
    | 'refusal'
    | 'noticed by the server'
  readonly from: number
  readonly to: number
  /** What a `clock` was set to. It takes effect up to a second after `to`. */
  readonly aheadMs?: number
}

export interface ClockSetting {
  readonly at: number
  readonly aheadMs: number
}

/** What the API shows. */
export interface Shown {
  readonly at: number
  readonly hosts: readonly Host[]
  readonly incidents: readonly Incident[]
}

/** One subscription, with all that came to it and all that is stored for it. */
export interface Telling {
  readonly name: 'healthy' | 'troubled' | 'gone'
  /** How often it was saved anew, so that what waited was attempted at once. */
  readonly broughtBack: number
  readonly received: readonly Received[]
  readonly deliveries: readonly Delivery[]
}

/** The least that the server's clock was ahead from `at` until now. */
export function leastAheadSince(clock: readonly ClockSetting[], at: number): number {
  const current = clock.findLastIndex((setting) => setting.at <= at)
  return Math.min(...clock.slice(Math.max(0, current)).map(({ aheadMs }) => aheadMs))
}

const RUN_MS_MAX = 20 * 60_000

/** The clock is set by whole hours, and a run takes minutes: one reading only lies within it. */
export function trueInstant(clock: readonly ClockSetting[], serverText: string): number {
  return Date.parse(serverText) - aheadWhen(clock, serverText)
}

/** How far the server's clock was ahead when it wrote this. */
export function aheadWhen(clock: readonly ClockSetting[], serverText: string): number {
  const began = clock[0]?.at ?? 0
  const isWithin = ({ aheadMs }: ClockSetting) =>
    Math.abs(Date.parse(serverText) - aheadMs - began) < RUN_MS_MAX
  return clock.find(isWithin)?.aheadMs ?? 0
}

/** The longest time between the two in which nothing kept the server from hearing. */
export function longestCalmMs(
  disturbances: readonly Disturbance[],
  from: number,
  to: number,
): number {
  const sorted = [...disturbances].sort((a, b) => a.from - b.from)
  let calmSince = from
  let longest = 0
  for (const disturbance of sorted) {
    longest = Math.max(longest, Math.min(disturbance.from, to) - calmSince)
    calmSince = Math.max(calmSince, disturbance.to)
  }
  return Math.max(longest, to - calmSince)
}
