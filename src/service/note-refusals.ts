import type { FlatlineError } from '../core/problem.ts'
import type { Clock, Stream } from './ports.ts'
import { type RefusedHeartbeat, RefusedHeartbeats } from './refused-heartbeats.ts'

/** How the event stream calls it. */
export const REFUSED_TYPE = 'heartbeat.refused'

/** Refusals that their senders can cure, for people who look on. */
export interface Refusals {
  /** `from`: the sender's address. */
  note(problem: FlatlineError, from: string): void
  /** The latest first. */
  list(): RefusedHeartbeat[]
}

export function noteRefusals(clock: Clock, stream: Stream): Refusals {
  const refused = new RefusedHeartbeats()
  return {
    note({ code, detail, hint }, from) {
      const at = clock.read().wallMs
      const told = refused.note({ code, detail, hint: hint ?? null, from, at })
      if (told !== undefined) stream.publish(REFUSED_TYPE, told)
    },
    list: () => refused.list(),
  }
}
