import type { Clock } from '../../src/service/ports.ts'

export interface HandClock extends Clock {
  /** Time passes on both clocks. */
  advance(ms: number): void
  /** The wall clock alone is set to an instant, as by NTP or by hand. */
  set(wallMs: number): void
  /** The wall clock alone jumps; back if negative. */
  step(ms: number): void
}

/** A clock that moves only when a test says so. */
export function handClock(startMs: number): HandClock {
  let wallMs = startMs
  let monotonicMs = 1_000
  return {
    read: () => ({ wallMs, monotonicMs }),
    advance: (ms) => {
      wallMs += ms
      monotonicMs += ms
    },
    set: (ms) => {
      wallMs = ms
    },
    step: (ms) => {
      wallMs += ms
    },
  }
}
