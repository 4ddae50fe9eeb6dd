/**
 * When must the sweep look at a slot?
 *
 * - `due` holds, per slot, half seconds since 2026 in 32 bits: a pass over a million of them reads
 *   four megabytes and little else. Instants outside 1992-2060 are held at the ends of the range,
 *   which costs time, not truth: rounding and holding keep the order.
 * - up                           at its deadline, or later where `listeningSince` put it off
 * - unrecorded                   always
 * - waiting, missing             always once touched, until settled or found to be settled already
 * - paused, retired, free slots  never
 * - A look that finds a slot settled puts it off again. That holds only while `now` and
 *   `listeningSince` go forward, so a sweep that is asked for earlier ones starts over.
 */
import { MISSING, type Slots, UNRECORDED, UP, WAITING } from './slots.ts'

const BASE_MS = Date.UTC(2026, 0, 1)
const UNIT_MS = 500
const LOOK_LATER_MS = 5_000
const ALWAYS = -0x80000000
const NEVER = 0x7fffffff

export function dueAt(instantMs: number): number {
  const units = Math.floor((instantMs - BASE_MS) / UNIT_MS)
  return Math.max(ALWAYS + 1, Math.min(NEVER - 1, units))
}

/** After anything about the slot has changed. */
export function touch(slots: Slots, slot: number): void {
  slots.due[slot] = dueOf(slots, slot)
}

/** After a look has found that the slot is settled for now. */
export function putOff(slots: Slots, slot: number, listeningSince: number): void {
  slots.due[slot] = slots.state[slot] === UP ? deadlineOf(slots, slot, listeningSince) : NEVER
}

/** A missing host that the caller may find unheard since: not asked about again at every sweep. */
export function lookLater(slots: Slots, slot: number, now: number): void {
  if (slots.state[slot] === MISSING) slots.due[slot] = dueAt(now + LOOK_LATER_MS)
}

export function forget(slots: Slots, slot: number): void {
  slots.due[slot] = NEVER
}

export function touchAll(slots: Slots): void {
  for (let slot = 0; slot < slots.size; slot++) {
    if (slots.ids[slot] === undefined) forget(slots, slot)
    else touch(slots, slot)
  }
}

/** The first slot from `from` on that is due, or `slots.size`. */
export function nextDue(slots: Slots, from: number, nowUnits: number): number {
  const { due, size } = slots
  let slot = from
  while (slot < size && (due[slot] ?? NEVER) > nowUnits) slot++
  return slot
}

function dueOf(slots: Slots, slot: number): number {
  const state = slots.state[slot]
  if (state === UP) return deadlineOf(slots, slot, 0)
  return state === UNRECORDED || state === WAITING || state === MISSING ? ALWAYS : NEVER
}

function deadlineOf(slots: Slots, slot: number, listeningSince: number): number {
  const heardAt = slots.heardAt[slot] ?? 0
  const awayMs = slots.awayMs.size === 0 ? 0 : (slots.awayMs.get(slot) ?? 0)
  const regular = Math.max(heardAt, listeningSince) + slots.timeoutOf(slot)
  return dueAt(Math.max(regular, heardAt + awayMs))
}
