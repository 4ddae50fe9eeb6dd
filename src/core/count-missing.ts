/** A time in which one host was missing; null: it still is. */
export interface Absence {
  readonly from: number
  readonly to: number | null
}

/** The most that were missing at once, in each of so many steps that begin at `from`. */
export function countMissing(
  absences: readonly Absence[],
  from: number,
  stepMs: number,
  steps: number,
): number[] {
  const end = from + steps * stepMs
  const changes = absences
    .filter(({ from: began, to }) => began < end && (to === null || to > from) && to !== began)
    .flatMap((absence): { readonly at: number; readonly by: 1 | -1 }[] => [
      { at: Math.max(from, absence.from), by: 1 },
      ...(absence.to === null ? [] : [{ at: absence.to, by: -1 } as const]),
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by)
  const most: number[] = []
  let missing = 0
  let next = 0
  for (let step = 0; step < steps; step++) {
    const until = from + (step + 1) * stepMs
    let peak = missing
    for (let change = changes[next]; change && change.at < until; change = changes[next]) {
      missing += change.by
      next += 1
      // Who returns at the very beginning of a step was not missing in it.
      const isFirst = change.at === from + step * stepMs && change.by === -1
      peak = isFirst ? Math.min(peak, missing) : Math.max(peak, missing)
    }
    most.push(peak)
  }
  return most
}
