import type { ChangedPages } from './changed-pages.ts'
import { forget, touch } from './due.ts'
import type { Operations, SlotBeat } from './operations.ts'
import { PAGE_SLOTS, type Slots } from './slots.ts'

type OnBeat = (slot: number, stale: boolean) => void

/** Carries out what the journal has made durable. `onBeat` hears of each heartbeat, in order. */
export function liveOperations(slots: Slots, changed: ChangedPages, onBeat: OnBeat): Operations {
  const rowChanged = (slot: number) => {
    touch(slots, slot)
    changed.row(slot)
  }
  return {
    bind(slot, hostId) {
      slots.reserve(slot)
      slots.reset(slot)
      slots.ids[slot] = hostId
      slots.index.set(hostId, slot)
      touch(slots, slot)
      changed.name(slot)
    },
    beat(beat) {
      const heard = hear(slots, beat)
      if (heard) rowChanged(beat.slot)
      onBeat(beat.slot, !heard)
    },
    setTiming(slot, intervalMs, timeoutMs) {
      slots.setTiming(slot, intervalMs, timeoutMs)
      rowChanged(slot)
    },
    setAway(slot, awayMs) {
      slots.setAway(slot, awayMs)
      rowChanged(slot)
    },
    clamp(now) {
      for (let slot = 0; slot < slots.size; slot++) {
        if (pullBack(slots, slot, now)) rowChanged(slot)
      }
    },
    free(slot) {
      const hostId = slots.ids[slot]
      if (hostId !== undefined) slots.index.delete(hostId)
      slots.ids[slot] = undefined
      slots.reset(slot)
      forget(slots, slot)
      changed.name(slot)
    },
  }
}

/** The commit up to which each stored page holds everything. */
export interface PageSequences {
  readonly rows: readonly number[]
  readonly names: readonly number[]
}

/** Carries out a commit again at the start, except on pages that already hold it. */
export function replayOperations(
  slots: Slots,
  changed: ChangedPages,
  stored: PageSequences,
  sequence: number,
): Operations {
  const isNew = (sequences: readonly number[], slot: number) =>
    sequence > (sequences[Math.floor(slot / PAGE_SLOTS)] ?? 0)
  const row = (slot: number, change: () => void) => {
    if (!isNew(stored.rows, slot)) return
    change()
    changed.row(slot)
  }
  const rename = (slot: number, hostId: Slots['ids'][number]) => {
    if (isNew(stored.names, slot)) {
      slots.ids[slot] = hostId
      changed.name(slot)
    }
    row(slot, () => slots.reset(slot))
  }
  return {
    bind(slot, hostId) {
      slots.reserve(slot)
      rename(slot, hostId)
    },
    beat(beat) {
      if (!isNew(stored.rows, beat.slot)) return
      hear(slots, beat)
      changed.row(beat.slot)
    },
    setTiming: (slot, intervalMs, timeoutMs) =>
      row(slot, () => slots.setTiming(slot, intervalMs, timeoutMs)),
    setAway: (slot, awayMs) => row(slot, () => slots.setAway(slot, awayMs)),
    clamp(now) {
      for (let slot = 0; slot < slots.size; slot++) row(slot, () => pullBack(slots, slot, now))
    },
    free: (slot) => rename(slot, undefined),
  }
}

/** Returns false for a heartbeat that is older than the last: it changes nothing. */
function hear(slots: Slots, beat: Readonly<SlotBeat>): boolean {
  const { slot, at, timeoutMs, indicators } = beat
  if (at < (slots.heardAt[slot] ?? 0)) return false
  slots.heardAt[slot] = at
  if (timeoutMs !== 0) slots.setTiming(slot, beat.intervalMs, timeoutMs)
  slots.setAway(slot, beat.awayMs)
  if (indicators !== null) slots.indicators.set(slot, indicators)
  return true
}

function pullBack(slots: Slots, slot: number, now: number): boolean {
  if ((slots.heardAt[slot] ?? 0) <= now) return false
  slots.heardAt[slot] = now
  return true
}
