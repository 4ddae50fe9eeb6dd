import type { Beat, Edge, Recorded } from '../service/ports.ts'

/**
 * The edge of a beat whose host has a row. `stale`: a later heartbeat is already stored, so what
 * this one says about its host is out of date.
 */
export function edgeOf(
  recorded: Pick<Recorded, 'state' | 'facts'> | undefined,
  beat: Pick<Beat, 'facts'>,
  stale: boolean,
): Edge {
  if (recorded === undefined) return 'first'
  if (recorded.state === 'waiting' || recorded.state === 'missing') return 'returned'
  return beat.facts !== 0 && beat.facts !== recorded.facts && !stale ? 'learned' : 'none'
}
