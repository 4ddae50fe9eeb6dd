import type { Clock, Meter } from '../../service/ports.ts'

const SECONDS = 10

export interface HeartbeatRate {
  readonly meter: Meter
  /** Recorded heartbeats per second, over the last ten full seconds. */
  perSecond(): number
}

/** Listens in on the meter, so that the ingest counts each heartbeat once. */
export function openHeartbeatRate(meter: Meter, clock: Clock): HeartbeatRate {
  const counts = new Array<number>(SECONDS + 1).fill(0)
  let second = 0
  const turn = () => {
    const now = Math.floor(clock.read().monotonicMs / 1_000)
    const passed = Math.min(now - second, counts.length)
    for (let step = 0; step < passed; step++) counts[(now - step) % counts.length] = 0
    second = now
    return now % counts.length
  }
  return {
    meter: {
      ...meter,
      count(name, by = 1, labels) {
        meter.count(name, by, labels)
        if (name !== 'flatline_heartbeats_total' || labels?.result !== 'recorded') return
        const slot = turn()
        counts[slot] = (counts[slot] ?? 0) + by
      },
    },
    perSecond() {
      const current = turn()
      const sum = counts.reduce((total, count, slot) => total + (slot === current ? 0 : count), 0)
      return sum / SECONDS
    },
  }
}
