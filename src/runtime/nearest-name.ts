const DISTANCE_MAX = 4

/** The name that differs least from `text`, by Levenshtein distance; undefined if none is near. */
export function nearestName<T extends string>(text: string, names: Iterable<T>): T | undefined {
  let nearest: T | undefined
  let least = DISTANCE_MAX
  for (const name of names) {
    const distance = distanceBetween(text.slice(0, 100), name)
    if (distance < least) {
      least = distance
      nearest = name
    }
  }
  return nearest
}

function distanceBetween(a: string, b: string): number {
  let former = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(former, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, at(former, j) + 1, at(row, j - 1) + 1))
    }
    former = row
  }
  return at(former, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
