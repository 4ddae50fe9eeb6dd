import type { CallClock } from '../../src/store/dynamodb/call-clock.ts'

export interface HandCallClock extends CallClock {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[]
}

/** Waits pass at once; `meanwhile` is what happens in them. `random` is what every draw gives. */
export function handCallClock(
  random = 1,
  meanwhile: () => Promise<unknown> = async () => {},
): HandCallClock {
  const waits: number[] = []
  let now = 0
  return {
    waits,
    read: () => now,
    async wait(ms) {
      waits.push(ms)
      now += ms
      await meanwhile()
    },
    random: () => random,
  }
}
