/**
 * Since when have we been listening without interruption?
 *
 * - A tick comes every quarter of a second. One that comes more than `STALL_MS` late on the
 *   monotonic clock was preceded by a stall, a stopped process or a starved machine.
 * - Wall clock and monotonic clock that disagree by more than `CLOCK_STEP_MS` since the last tick
 *   mean a suspend or a clock that was set.
 * - A heartbeat that we refused (store failing, overload) ends listening at that instant; we listen
 *   again once nothing was refused for `QUIET_MS`.
 * - Each of these is a blind window and ends in a new `listeningSince`.
 * - A window counts for at least `WINDOW_WEIGHT_MS` towards the bound, because after each one every
 *   host has a full timeout to show itself. Past `INSIST_MS` in an hour everybody hears of it.
 */
import type { BlindCause, BlindEvent } from './event.ts'
import { blindEventId } from './ids.ts'

export interface BlindWindow {
  readonly cause: BlindCause
  readonly from: number
  readonly to: number
}

export interface Listening {
  readonly listeningSince: number
  readonly tick: Tick
  /** Set while heartbeats are being refused. */
  readonly refusing: Refusing | null
  /** Windows of the past hour, oldest first. */
  readonly windows: readonly BlindWindow[]
  /** When everybody was last told that we are blind too much; 0 if never. */
  readonly insistedAt: number
}

export interface Refusing {
  readonly cause: BlindCause
  readonly from: number
  readonly latestAt: number
}

/** One reading of both clocks, in milliseconds. */
export interface Tick {
  readonly wallMs: number
  readonly monotonicMs: number
}

export const TICK_MS = 250
export const STALL_MS = 1_000
export const CLOCK_STEP_MS = 1_000
export const QUIET_MS = 2_000
export const HOUR_MS = 3_600_000
export const WINDOW_WEIGHT_MS = 60_000
export const INSIST_MS = 10 * 60_000
const WINDOWS_MAX = 100

export interface Observed {
  readonly listening: Listening
  readonly event: BlindEvent | null
  /** The clock went back: last heartbeats that lie in the future must be pulled to now. */
  readonly clockWentBack: boolean
}

/** `lastMark`: when a former process was last known to be alive, if there was one. */
export function startListening(name: string, tick: Tick, lastMark: number | null): Observed {
  const listening: Listening = {
    listeningSince: tick.wallMs,
    tick,
    refusing: null,
    windows: [],
    insistedAt: 0,
  }
  if (lastMark === null) return { listening, event: null, clockWentBack: false }
  const from = Math.min(lastMark, tick.wallMs)
  const closed = closeWindow(listening, name, { cause: 'stopped', from, to: tick.wallMs })
  return { ...closed, clockWentBack: lastMark > tick.wallMs }
}

export function observeTick(before: Listening, name: string, tick: Tick): Observed {
  const elapsed = tick.monotonicMs - before.tick.monotonicMs
  const step = tick.wallMs - before.tick.wallMs - elapsed
  const listening = { ...before, tick }
  const clockWentBack = step < -CLOCK_STEP_MS
  if (before.refusing !== null) return { ...whileRefusing(listening, name), clockWentBack }
  const cause = causeOf(elapsed, step)
  if (cause === null) return { listening, event: null, clockWentBack }
  const from = tick.wallMs - Math.max(elapsed, elapsed + step)
  return { ...closeWindow(listening, name, { cause, from, to: tick.wallMs }), clockWentBack }
}

/** A heartbeat had to be refused at `now`. */
export function refuse(listening: Listening, cause: BlindCause, now: number): Listening {
  const from = listening.refusing?.from ?? now
  const first = listening.refusing?.cause ?? cause
  return { ...listening, listeningSince: now, refusing: { cause: first, from, latestAt: now } }
}

/** Blind time within the hour before `now`, each window with its least weight. */
export function blindMsOfHour(listening: Listening, now: number): number {
  const past = listening.windows.reduce((sum, window) => sum + weight(window, now), 0)
  const { refusing } = listening
  return refusing === null ? past : past + weight({ ...refusing, to: now }, now)
}

function causeOf(elapsedMs: number, stepMs: number): BlindCause | null {
  if (Math.abs(stepMs) > CLOCK_STEP_MS) return 'clock'
  return elapsedMs > TICK_MS + STALL_MS ? 'stalled' : null
}

function weight(window: BlindWindow, now: number): number {
  if (window.to <= now - HOUR_MS) return 0
  return Math.max(WINDOW_WEIGHT_MS, window.to - Math.max(window.from, now - HOUR_MS))
}

function whileRefusing(before: Listening, name: string): Omit<Observed, 'clockWentBack'> {
  const now = before.tick.wallMs
  if (before.refusing === null) return { listening: before, event: null }
  const window = { cause: before.refusing.cause, from: before.refusing.from, to: now }
  if (Math.abs(now - before.refusing.latestAt) > QUIET_MS) {
    return closeWindow({ ...before, refusing: null }, name, window)
  }
  const listening = { ...before, listeningSince: now }
  if (!mustInsist(listening, now)) return { listening, event: null }
  const event = blindEvent(name, window, now, true)
  return { listening: { ...listening, insistedAt: now }, event }
}

function closeWindow(
  before: Listening,
  name: string,
  window: BlindWindow,
): Omit<Observed, 'clockWentBack'> {
  const now = window.to
  const recent = before.windows.filter((each) => each.to > now - HOUR_MS)
  const windows = [...recent, window].slice(-WINDOWS_MAX)
  const listening = { ...before, windows, listeningSince: now }
  const insist = mustInsist(listening, now)
  const event = blindEvent(name, window, now, insist)
  return { listening: insist ? { ...listening, insistedAt: now } : listening, event }
}

function mustInsist(listening: Listening, now: number): boolean {
  const told = listening.insistedAt !== 0 && now - listening.insistedAt < HOUR_MS
  return !told && blindMsOfHour(listening, now) >= INSIST_MS
}

function blindEvent(name: string, window: BlindWindow, now: number, insist: boolean): BlindEvent {
  return {
    id: blindEventId(insist ? `${name}~insist` : name, window.from),
    kind: 'flatline.blind',
    at: window.from,
    noticedAt: now,
    cause: window.cause,
    blindMs: window.to - window.from,
    insist,
  }
}
