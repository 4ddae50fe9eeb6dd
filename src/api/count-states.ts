import { STATE_CODES } from '../core/state-codes.ts'
import type { Counts } from '../service/ports.ts'

/** Hosts by state, from the bytes of a map. */
export function countStates(states: Uint8Array): Counts {
  const counts = new Uint32Array(256)
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  const of = (state: keyof Counts) => counts[STATE_CODES[state]] ?? 0
  return {
    waiting: of('waiting'),
    up: of('up'),
    late: of('late'),
    missing: of('missing'),
    paused: of('paused'),
    retired: of('retired'),
  }
}
