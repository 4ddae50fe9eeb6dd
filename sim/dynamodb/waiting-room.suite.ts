export interface WaitingRoom {
  readonly now: number
  readonly wait: (ms: number) => Promise<void>
  /** Lets time go by, and all that it wakes run to rest. */
  pass(ms: number): Promise<void>
}

interface Waiter {
  readonly at: number
  readonly wake: () => void
}

/** Time that goes on only when a test says so. */
export function waitingRoom(start: number): WaitingRoom {
  let now = start
  const waiters: Waiter[] = []
  const earliest = (until: number) =>
    waiters.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    get now() {
      return now
    },
    wait: (ms) => new Promise((wake) => waiters.push({ at: now + ms, wake })),
    async pass(ms) {
      const until = now + ms
      await rest()
      for (let next = earliest(until); next !== undefined; next = earliest(until)) {
        waiters.splice(waiters.indexOf(next), 1)
        now = next.at
        next.wake()
        await rest()
      }
      now = until
    },
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
