const BLOCK = 4_096

/**
 * Place, state, place, state, … of what differs between two maps of the same hosts; null if that is
 * more than `changesMax` places.
 */
export function changedStates(
  before: Uint8Array,
  after: Uint8Array,
  changesMax: number,
): number[] | null {
  const changes: number[] = []
  for (let start = 0; start < after.length; start += BLOCK) {
    const end = start + BLOCK
    if (Buffer.compare(before.subarray(start, end), after.subarray(start, end)) === 0) continue
    for (let place = start; place < Math.min(end, after.length); place++) {
      const state = after[place]
      if (state === undefined || state === before[place]) continue
      if (changes.length === 2 * changesMax) return null
      changes.push(place, state)
    }
  }
  return changes
}
