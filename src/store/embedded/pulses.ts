import type { Pulses } from '../../service/ports.ts'
import type { CommitQueue } from './commit-queue.ts'
import { touch } from './due.ts'
import type { Slots } from './slots.ts'
import { surveySlots } from './survey-slots.ts'
import { lateHosts, slotSweeper, tallySlots } from './sweep-slots.ts'

/** Pulses in memory, made durable by the queue's journal. */
export function embeddedPulses(slots: Slots, queue: CommitQueue): Pulses {
  const sweeper = slotSweeper(slots)
  return {
    beat: (beats) => queue.beat(beats),
    async configure(hostId, change) {
      const slot = slots.index.get(hostId)
      const heard = slot !== undefined && slots.pulseAt(slot, hostId).heardAt > 0
      if (!(heard && change.unlessHeard)) await queue.configure(hostId, change)
    },
    clamp: (now) => queue.clamp(now),
    remove: (hostId) => queue.remove(hostId),
    async read(hostIds) {
      return hostIds.map((hostId) => {
        const slot = slots.index.get(hostId)
        return slot === undefined ? undefined : slots.pulseAt(slot, hostId)
      })
    },
    unsettled: sweeper.unsettled,
    async settle(recorded) {
      for (const mark of recorded) {
        const slot = slots.index.get(mark.hostId)
        if (slot === undefined) continue
        if (slots.settle(slot, mark)) touch(slots, slot)
        else if (slots.isKnown(slot, mark)) sweeper.lookLater(slot)
      }
    },
    tally: (listeningSince, now) => tallySlots(slots, listeningSince, now),
    late: (listeningSince, now, after, limit) =>
      lateHosts(slots, listeningSince, now, after, limit),
    survey: (listeningSince, now) => surveySlots(slots, listeningSince, now),
  }
}
