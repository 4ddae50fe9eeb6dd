import type { HostId } from '../../core/ids.ts'
import type { Counts, Pulse } from '../../service/ports.ts'
import { type CountsDraft, noCounts, stateOf } from '../counts.ts'
import { isSettled } from '../settled.ts'
import { dueAt, lookLater, nextDue, putOff, touchAll } from './due.ts'
import type { Slots } from './slots.ts'
import { nextTurn } from './turn.ts'

const BATCH_MAX = 500
/** Slots that are looked at closely in one turn of the event loop. */
const LOOKS_MAX = 10_000

export interface SlotSweeper {
  unsettled(listeningSince: number, now: number): AsyncIterable<readonly Pulse[]>
  /** It was looked at closely and nothing is to be written: not asked about again at once. */
  lookLater(slot: number): void
}

export function slotSweeper(slots: Slots): SlotSweeper {
  const timing = { heardAt: 0, intervalMs: 0, timeoutMs: 0, awayMs: 0 }
  let lastSince = Number.NEGATIVE_INFINITY
  let lastNow = Number.NEGATIVE_INFINITY

  const startOverIfBackwards = (listeningSince: number, now: number) => {
    if (listeningSince < lastSince || now < lastNow) touchAll(slots)
    lastSince = listeningSince
    lastNow = now
  }

  const look = (slot: number, hostId: HostId, since: number, now: number): Pulse | null => {
    slots.readTiming(slot, timing)
    if (!isSettled(slots.stateOf(slot), timing, since, now)) return slots.pulseAt(slot, hostId)
    putOff(slots, slot, since)
    return null
  }

  return {
    lookLater: (slot) => lookLater(slots, slot, lastNow),
    async *unsettled(listeningSince, now) {
      startOverIfBackwards(listeningSince, now)
      const nowUnits = dueAt(now)
      let batch: Pulse[] = []
      let looks = 0
      let slot = nextDue(slots, 0, nowUnits)
      while (slot < slots.size) {
        const hostId = slots.ids[slot]
        const pulse = hostId === undefined ? null : look(slot, hostId, listeningSince, now)
        if (pulse !== null) batch.push(pulse)
        if (batch.length === BATCH_MAX) {
          yield batch
          batch = []
        }
        if (++looks % LOOKS_MAX === 0) await nextTurn()
        slot = nextDue(slots, slot + 1, nowUnits)
      }
      if (batch.length > 0) yield batch
    },
  }
}

export async function tallySlots(
  slots: Slots,
  listeningSince: number,
  now: number,
): Promise<{ total: Counts; sites: Map<string, Counts> }> {
  const total = noCounts()
  const sites = new Map<string, CountsDraft>()
  await eachRecorded(slots, listeningSince, now, (slot, state) => {
    const site = slots.siteNames.nameOf(slots.site[slot] ?? 0)
    const known = sites.get(site)
    const counts = known ?? noCounts()
    if (known === undefined) sites.set(site, counts)
    counts[state]++
    total[state]++
  })
  return { total, sites }
}

export async function lateHosts(
  slots: Slots,
  listeningSince: number,
  now: number,
  after: string,
  limit: number,
): Promise<HostId[]> {
  let first: HostId[] = []
  const keepFirst = () => {
    first = first.sort().slice(0, limit)
  }
  await eachRecorded(slots, listeningSince, now, (slot, state) => {
    const hostId = slots.ids[slot]
    if (state !== 'late' || hostId === undefined || hostId <= after) return
    if (first.push(hostId) >= 2 * limit + BATCH_MAX) keepFirst()
  })
  keepFirst()
  return first
}

/** A pass over all recorded hosts, in several turns of the event loop. */
export async function eachRecorded(
  slots: Slots,
  listeningSince: number,
  now: number,
  visit: (slot: number, state: keyof Counts) => void,
): Promise<void> {
  const timing = { heardAt: 0, intervalMs: 0, timeoutMs: 0, awayMs: 0 }
  for (let slot = 0; slot < slots.size; slot++) {
    const recorded = slots.stateOf(slot)
    if (recorded !== 'unrecorded') {
      slots.readTiming(slot, timing)
      visit(slot, stateOf(recorded, timing, listeningSince, now))
    }
    if ((slot + 1) % LOOKS_MAX === 0) await nextTurn()
  }
}
