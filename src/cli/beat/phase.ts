/** A fixed offset within the interval, from the host's name, spreads a fleet evenly over time. */
export function phaseMs(hostId: string, everyMs: number): number {
  let print = 0x811c9dc5
  for (let i = 0; i < hostId.length; i++) {
    print = Math.imul(print ^ hostId.charCodeAt(i), 0x01000193) >>> 0
  }
  return Math.floor((print / 0x1_0000_0000) * everyMs)
}

/** Heartbeats of one host closer together than this are refused by the server. */
const APART_MS = 2_000

/** Time from `now` to the next slot of the phase; all in milliseconds. */
export function untilNextSlot(now: number, everyMs: number, phase: number): number {
  const sinceSlot = (((now - phase) % everyMs) + everyMs) % everyMs
  const wait = everyMs - sinceSlot
  return wait < Math.min(APART_MS, everyMs / 2) ? wait + everyMs : wait
}
