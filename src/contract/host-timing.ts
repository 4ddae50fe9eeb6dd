import { durationInput } from './duration-input.ts'
import { durationMs } from './duration-ms.ts'

export const INTERVAL_MIN_MS = 1_000
export const INTERVAL_MAX_MS = 7 * 86_400_000
export const GRACE_MIN_MS = 0
export const GRACE_MAX_MS = 7 * 86_400_000

/** Interval and grace of a host, as text or in milliseconds, whichever suits. */
export const hostTimingFields = {
  interval: durationInput(INTERVAL_MIN_MS, INTERVAL_MAX_MS).optional(),
  grace: durationInput(GRACE_MIN_MS, GRACE_MAX_MS).optional(),
  intervalMs: durationMs(INTERVAL_MIN_MS, INTERVAL_MAX_MS).optional(),
  graceMs: durationMs(GRACE_MIN_MS, GRACE_MAX_MS).optional(),
}
