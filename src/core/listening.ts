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
 * - A tick that is a little late is no blindness, but what arrived meanwhile is still unread: hosts
 *   are judged as of the tick before (`heardUntil`).
 * - A window counts for at least `WINDOW_WEIGHT_MS` towards the bound, because after each one every
 *   host has a full timeout to show itself. Past `INSIST_MS` in an hour everybody hears of it.
 */
import type { BlindCause, BlindEvent } from './event.ts'
import { blindEventId } from './ids.ts'
import type { Presence } from './joint-listening.ts'

export interface BlindWindow {
  readonly cause: BlindCause
  readonly from: number
  readonly to: number
}

export interface Listening {
  readonly listeningSince: number
  /** Everything that arrived until then has been read; nobody is judged by a later instant. */
  readonly heardUntil: number
  readonly tick: Tick
  /** Set while heartbeats are being refused. */
  readonly refusing: Refusing | null
  /** Windows of the past hour, oldest first. */
  readonly windows: readonly BlindWindow[]
  /** When everybody was last told that we are blind too much; 0 if never. */
  readonly insistedAt: number
  /** Blindness that is not on record yet. */
  readonly untold: readonly BlindEvent[]
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
export const LATE_TICK_MS = 100
export const STALL_MS = 1_000
export const CLOCK_STEP_MS = 1_000
export const QUIET_MS = 2_000
export const HOUR_MS = 3_600_000
export const WINDOW_WEIGHT_MS = 60_000
export const INSIST_MS = 10 * 60_000
const WINDOWS_MAX = 100
const UNTOLD_MAX = 20

export interface Observed {
  readonly listening: Listening
  /** The clock went back: last heartbeats that lie in the future must be pulled to now. */
  readonly clockWentBack: boolean
}

/** `before`: when a former process was last known to be alive, and what it remembered. */
export function startListening(
  name: string,
  tick: Tick,
  former: { lastMark: number; windows: readonly BlindWindow[]; insistedAt: number } | null,
): Observed {
  const now = tick.wallMs
  const listening: Listening = {
    listeningSince: now,
    heardUntil: now,
    tick,
    refusing: null,
    windows: former?.windows ?? [],
    insistedAt: former?.insistedAt ?? 0,
    untold: [],
  }
  if (former === null) return { listening, clockWentBack: false }
  const window = { cause: 'stopped', from: Math.min(former.lastMark, now), to: now } as const
  return { listening: closeWindow(listening, name, window), clockWentBack: former.lastMark > now }
}

/** How a listener that runs now and then goes on. */
export interface Resumed extends Pick<Listening, 'windows' | 'insistedAt'> {
  readonly presence: Presence | null
}

/**
 * A listener that is not one process, but runs again and again: it has been listening as long as no
 * run failed to come for `gapMs` and nothing was refused.
 */
export function resumeListening(
  name: string,
  tick: Tick,
  { presence, windows, insistedAt }: Resumed,
  gapMs: number,
): Listening {
  const now = tick.wallMs
  if (presence === null) return startListening(name, tick, null).listening
  const former = { lastMark: presence.aliveAt, windows, insistedAt }
  if (Math.abs(now - presence.aliveAt) > gapMs) return startListening(name, tick, former).listening
  const { refused } = presence
  const listeningSince = Math.min(presence.listeningSince, now)
  const { listening: fresh } = startListening(name, tick, null)
  const listening = { ...fresh, windows, insistedAt, listeningSince }
  if (refused === null) return listening
  const { cause, from, at } = refused
  if (Math.abs(now - at) <= QUIET_MS) {
    return { ...listening, listeningSince: now, refusing: { cause, from, latestAt: at } }
  }
  // What we send to ourselves is sent once a run: until this one nobody knew that it arrives again.
  const to = cause === 'unreachable' ? now : Math.min(at, now)
  const excused = closeWindow(listening, name, { cause, from: Math.min(from, to), to })
  return { ...excused, listeningSince: Math.max(listeningSince, to) }
}

export function observeTick(before: Listening, name: string, tick: Tick): Observed {
  const elapsed = tick.monotonicMs - before.tick.monotonicMs
  const step = tick.wallMs - before.tick.wallMs - elapsed
  const clockWentBack = step < -CLOCK_STEP_MS
  const inTime = elapsed <= TICK_MS + LATE_TICK_MS
  const heardUntil = inTime ? tick.wallMs : Math.min(before.tick.wallMs, tick.wallMs)
  const listening = { ...before, tick, heardUntil }
  if (before.refusing !== null) {
    return { listening: whileRefusing(listening, before.refusing, name), clockWentBack }
  }
  const cause = causeOf(elapsed, step)
  if (cause === null) return { listening, clockWentBack }
  const from = tick.wallMs - Math.max(elapsed, elapsed + step)
  return {
    listening: closeWindow(listening, name, { cause, from, to: tick.wallMs }),
    clockWentBack,
  }
}

/** Others who hear the same fleet hold all judgement up until `until`: as blind as on our own. */
export function heldUp(before: Listening, name: string, until: number, now: number): Listening {
  if (until <= before.listeningSince) return before
  const recent = before.windows.filter((each) => each.to > now - HOUR_MS)
  const last = recent.at(-1)
  const goesOn = last !== undefined && last.to === before.listeningSince
  const window: BlindWindow = goesOn
    ? { ...last, to: until }
    : { cause: 'stopped', from: until, to: until }
  const windows = [...(goesOn ? recent.slice(0, -1) : recent), window].slice(-WINDOWS_MAX)
  const listening = { ...before, windows, listeningSince: until }
  if (!mustInsist(listening, now)) return listening
  return insistOn(listening, name, window, now)
}

/** A heartbeat had to be refused at `now`. */
export function refuse(listening: Listening, cause: BlindCause, now: number): Listening {
  const from = listening.refusing?.from ?? now
  const first = listening.refusing?.cause ?? cause
  return { ...listening, listeningSince: now, refusing: { cause: first, from, latestAt: now } }
}

/** What others are told of heartbeats that are being refused. */
export function refusedOf({ refusing }: Listening): Presence['refused'] {
  if (refusing === null) return null
  const { cause, from, latestAt } = refusing
  return { cause, from, at: latestAt }
}

/** Blind time within the hour before `now`, each window with its least weight, none twice. */
export function blindMsOfHour({ windows, refusing }: Listening, now: number): number {
  const all = refusing === null ? windows : [...windows, { ...refusing, to: now }]
  const recent = all.filter(({ to }) => to > now - HOUR_MS)
  return coveredMs(
    recent.map((window) => {
      const from = Math.max(window.from, now - HOUR_MS)
      return { from, to: Math.max(window.to, from + WINDOW_WEIGHT_MS) }
    }),
  )
}

/** How long at least one of them lasted. */
export function coveredMs(windows: readonly Pick<BlindWindow, 'from' | 'to'>[]): number {
  let covered = 0
  let upTo = Number.NEGATIVE_INFINITY
  for (const { from, to } of [...windows].sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, upTo))
    upTo = Math.max(upTo, to)
  }
  return covered
}

function causeOf(elapsedMs: number, stepMs: number): BlindCause | null {
  if (Math.abs(stepMs) > CLOCK_STEP_MS) return 'clock'
  return elapsedMs > TICK_MS + STALL_MS ? 'stalled' : null
}

function whileRefusing(before: Listening, refusing: Refusing, name: string): Listening {
  const now = before.tick.wallMs
  const window = { cause: refusing.cause, from: Math.min(refusing.from, now), to: now }
  if (Math.abs(now - refusing.latestAt) > QUIET_MS) {
    return closeWindow({ ...before, refusing: null }, name, window)
  }
  const listening = { ...before, listeningSince: now }
  if (!mustInsist(listening, now)) return listening
  return insistOn(listening, name, window, now)
}

function closeWindow(before: Listening, name: string, window: BlindWindow): Listening {
  const now = window.to
  const recent = before.windows.filter((each) => each.to > now - HOUR_MS)
  const windows = [...recent, window].slice(-WINDOWS_MAX)
  const listening = { ...before, windows, listeningSince: now }
  if (mustInsist(listening, now)) return insistOn(listening, name, window, now)
  return tell(listening, blindEvent(name, window, now))
}

/** Everybody hears of it, and how much it was in all. */
function insistOn(before: Listening, name: string, window: BlindWindow, now: number): Listening {
  const event = blindEvent(`${name}~insist`, window, now)
  const hourMs = blindMsOfHour(before, now)
  return tell({ ...before, insistedAt: now }, { ...event, insist: true, hourMs })
}

function tell(listening: Listening, event: BlindEvent): Listening {
  return { ...listening, untold: [...listening.untold, event].slice(-UNTOLD_MAX) }
}

function mustInsist(listening: Listening, now: number): boolean {
  const told = listening.insistedAt !== 0 && Math.abs(now - listening.insistedAt) < HOUR_MS
  return !told && blindMsOfHour(listening, now) >= INSIST_MS
}

function blindEvent(name: string, window: BlindWindow, now: number): BlindEvent {
  return {
    id: blindEventId(name, window.from),
    kind: 'flatline.blind',
    at: window.from,
    noticedAt: now,
    cause: window.cause,
    blindMs: window.to - window.from,
    insist: false,
  }
}
