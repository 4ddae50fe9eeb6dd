import type { HostId } from '../../core/ids.ts'
import type { Beat, Edge, PulseChange } from '../../service/ports.ts'
import { newSlotBeat, type Operations } from './operations.ts'
import type { Slots } from './slots.ts'

/** Turns requests into operations on slots, without touching the slots. */
export interface Plan {
  beat(beat: Beat): void
  configure(hostId: HostId, change: PulseChange): void
  clamp(now: number): void
  remove(hostId: HostId): void
  /** One per beat: `refused`, or `none` for those that were written down. */
  readonly refusals: Edge[]
  /** The operations are durable: takes the slots that were chosen, gives back the others. */
  keep(): void
}

export function startPlan(slots: Slots, writer: Operations): Plan {
  const refusals: Edge[] = []
  const slotBeat = newSlotBeat()
  /** Hosts that this plan has given a slot or, with undefined, taken it from. */
  const moved = new Map<HostId, number | undefined>()
  const freed: number[] = []
  let reused = 0
  let size = slots.size

  const slotOf = (hostId: HostId) =>
    moved.size > 0 && moved.has(hostId) ? moved.get(hostId) : slots.index.get(hostId)

  const bind = (hostId: HostId): number => {
    const free = slots.free[slots.free.length - 1 - reused]
    if (free !== undefined) reused++
    const slot = free ?? size++
    moved.set(hostId, slot)
    writer.bind(slot, hostId)
    return slot
  }

  return {
    refusals,
    beat(beat) {
      const known = slotOf(beat.hostId)
      const refused = known === undefined && !beat.mayRegister
      refusals.push(refused ? 'refused' : 'none')
      if (refused) return
      slotBeat.slot = known ?? bind(beat.hostId)
      slotBeat.at = beat.at
      slotBeat.intervalMs = beat.timing?.intervalMs ?? 0
      slotBeat.timeoutMs = beat.timing?.timeoutMs ?? 0
      slotBeat.awayMs = beat.awayMs
      slotBeat.indicators = beat.indicators ?? null
      writer.beat(slotBeat)
    },
    configure(hostId, { timing, awayMs }) {
      const slot = slotOf(hostId) ?? bind(hostId)
      if (timing === null) writer.setTiming(slot, 0, 0)
      else if (timing !== undefined) writer.setTiming(slot, timing.intervalMs, timing.timeoutMs)
      if (awayMs !== undefined) writer.setAway(slot, awayMs)
    },
    clamp: (now) => writer.clamp(now),
    remove(hostId) {
      const slot = slotOf(hostId)
      if (slot === undefined) return
      writer.free(slot)
      moved.set(hostId, undefined)
      freed.push(slot)
    },
    keep() {
      slots.free.length -= reused
      slots.free.push(...freed)
    },
  }
}
