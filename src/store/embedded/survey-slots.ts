import { STATE_CODES } from '../../core/state-codes.ts'
import type { Survey } from '../../service/survey.ts'
import type { Slots } from './slots.ts'
import { eachRecorded } from './sweep-slots.ts'

const KEEP_MS = 1_000

/** A place is a slot. What comes into use meanwhile is seen by the next survey. */
export async function surveySlots(
  slots: Slots,
  listeningSince: number,
  now: number,
): Promise<Survey> {
  const { edition, size } = slots
  const states = new Uint8Array(size)
  const sites = new Uint32Array(size)
  await eachRecorded(slots, listeningSince, now, (slot, state) => {
    states[slot] = STATE_CODES[state]
    sites[slot] = slots.site[slot] ?? 0
  })
  const siteNames = slots.siteNames.all()
  return { edition, keepMs: KEEP_MS, states, sites, siteNames, hostAt: (slot) => slots.ids[slot] }
}
