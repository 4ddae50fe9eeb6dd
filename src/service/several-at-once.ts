/**
 * Acts on each item as it comes, on at most `atOnceMax` at the same time: while the store writes
 * for some, the next are made ready. After a failure none is begun; it is thrown once all that were
 * begun have ended.
 */
export async function severalAtOnce<T>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnceMax: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  for await (const item of items) {
    const acting: Promise<void> = act(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(acting))
    underWay.add(acting)
    if (underWay.size >= atOnceMax) await Promise.race(underWay)
    if (failures.length > 0) break
  }
  await Promise.all(underWay)
  if (failures.length > 0) throw failures[0]
}
