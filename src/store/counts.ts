import { isLate, type Timing } from '../core/deadline.ts'
import type { HostState } from '../core/host.ts'
import type { Counts } from '../service/ports.ts'

/** `late` is not recorded: it is `up` with its interval passed. */
export function stateOf(
  recorded: HostState,
  timing: Timing,
  listeningSince: number,
  now: number,
): keyof Counts {
  return recorded === 'up' && isLate(timing, listeningSince, now) ? 'late' : recorded
}

export type CountsDraft = { -readonly [K in keyof Counts]: Counts[K] }

export function noCounts(): CountsDraft {
  return { waiting: 0, up: 0, late: 0, missing: 0, paused: 0, retired: 0 }
}
