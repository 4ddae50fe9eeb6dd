import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

/** Time and chance for repeating; tests bring their own. */
export interface CallClock {
  /** Milliseconds that only ever grow. */
  read(): number
  wait(ms: number): Promise<void>
  /** Uniform in [0, 1). */
  random(): number
}

export const MACHINE_CLOCK: CallClock = {
  read: () => performance.now(),
  wait: (ms) => delay(ms),
  random: () => randomInt(2 ** 32) / 2 ** 32,
}

const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 1_000

/** The wait after failed attempt 1, 2, …: drawn from a time that doubles ("full jitter"). */
export function backoffMs(attempt: number, clock: CallClock): number {
  return clock.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (attempt - 1))
}
