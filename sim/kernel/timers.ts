/**
 * What the source of the project gets instead of Node's timers and clocks when it is bundled for
 * the simulation (sim/bundle.js): the kernel that is running just now keeps the time.
 */
export interface Timekeeper {
  /** Calls back after so many milliseconds, again and again if `everyMs` is given. */
  start(act: () => void, delayMs: number, everyMs?: number): Timer
  /** Calls back in this instant, after everything else that is to happen in it. */
  startLast(act: () => void): Timer
  wallMs(): number
  monotonicMs(): number
}

export interface Timer {
  stop(): void
  /** Node's timers can be told not to keep a process alive; here nothing does. */
  unref(): Timer
  ref(): Timer
}

let keeper: Timekeeper | null = null

/** From now on timers are kept by this one; null: there are none. */
export function keepTimeBy(next: Timekeeper | null): void {
  keeper = next
}

function running(): Timekeeper {
  if (keeper === null) throw new Error('a timer outside of a simulation')
  return keeper
}

type Act = (...args: unknown[]) => void

export function setTimeout(act: Act, delayMs = 0, ...args: unknown[]): Timer {
  return running().start(() => act(...args), delayMs)
}

export function setInterval(act: Act, everyMs = 0, ...args: unknown[]): Timer {
  return running().start(() => act(...args), everyMs, everyMs)
}

export function setImmediate(act: Act, ...args: unknown[]): Timer {
  return running().startLast(() => act(...args))
}

function stop(timer: Timer | undefined | null): void {
  timer?.stop()
}

export { stop as clearImmediate, stop as clearInterval, stop as clearTimeout }

export const performance = { now: () => running().monotonicMs() }

/** `Date.now`, as the bundle renames it. */
export function dateNow(): number {
  return running().wallMs()
}
