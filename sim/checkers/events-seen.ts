import type { HostEvent } from '../../src/core/event.ts'
import type { Rule } from './rules.ts'

/** Collects every event that a host's record ever told. */
export interface EventsSeen extends Rule {
  readonly events: ReadonlyMap<string, HostEvent>
}

export function eventsSeen(): EventsSeen {
  const events = new Map<string, HostEvent>()
  return {
    events,
    wrote(written) {
      if (written.kind !== 'host' || written.after === null) return
      for (const event of written.after.pendingEvents) events.set(event.id, event)
    },
  }
}
