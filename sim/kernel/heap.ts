/** What waits in the heap: by time, then by a tie-break that the seed draws, then by order. */
export interface Due {
  at: number
  tie: number
  sequence: number
}

/** A binary heap, the earliest on top. */
export class Heap<T extends Due> {
  readonly #items: T[] = []

  get size(): number {
    return this.#items.length
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(item, itemAt(items, parent))) break
      items[at] = itemAt(items, parent)
      at = parent
    }
    items[at] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (top === undefined || last === undefined || items.length === 0) return top
    this.#sink(last)
    return top
  }

  #sink(item: T): void {
    const items = this.#items
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && isBefore(itemAt(items, child + 1), itemAt(items, child)))
        child++
      if (!isBefore(itemAt(items, child), item)) break
      items[at] = itemAt(items, child)
      at = child
    }
    items[at] = item
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  return items[index] as T
}

function isBefore(a: Due, b: Due): boolean {
  if (a.at !== b.at) return a.at < b.at
  if (a.tie !== b.tie) return a.tie < b.tie
  return a.sequence < b.sequence
}
