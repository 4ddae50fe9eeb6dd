import { nextTurn } from './next-turn.ts'

const RUN = 500

/** Sorted upwards, in as many turns of the event loop as that takes: sites can be a million. */
export async function sortInTurns<T>(
  items: readonly T[],
  isBefore: (a: T, b: T) => boolean,
): Promise<T[]> {
  let runs: T[][] = []
  for (let start = 0; start < items.length; start += RUN) {
    const run = items.slice(start, start + RUN)
    runs.push(run.sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0)))
    await nextTurn()
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(await merge(runs[i] ?? [], runs[i + 1] ?? [], isBefore))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  isBefore: (a: T, b: T) => boolean,
): Promise<T[]> {
  const merged: T[] = []
  let at = 0
  for (const item of left) {
    for (let other = right[at]; other !== undefined && isBefore(other, item); other = right[at]) {
      merged.push(other)
      at += 1
    }
    merged.push(item)
    if (merged.length % RUN === 0) await nextTurn()
  }
  for (; at < right.length; at++) merged.push(...right.slice(at, at + 1))
  return merged
}
