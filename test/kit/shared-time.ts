import type { HandClock } from './hand-clock.ts'

export interface SharedTime {
  /** While it runs, time waits for it, and passes when all that run wait. */
  run<T>(work: () => Promise<T>): Promise<T>
  wait(ms: number): Promise<void>
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Processes that run side by side on one hand-driven clock, which none of them moves alone. */
export function sharedTime(clock: HandClock): SharedTime {
  const asleep: Sleeper[] = []
  let running = 0
  const pass = () => {
    if (asleep.length === 0 || asleep.length < running) return
    asleep.sort((a, b) => a.at - b.at)
    const first = asleep.shift()
    if (first === undefined) return
    clock.advance(Math.max(0, first.at - clock.read().wallMs))
    first.wake()
  }
  return {
    async run(work) {
      running += 1
      try {
        return await work()
      } finally {
        running -= 1
        pass()
      }
    },
    wait: (ms) =>
      new Promise((wake) => {
        asleep.push({ at: clock.read().wallMs + ms, wake })
        pass()
      }),
  }
}
