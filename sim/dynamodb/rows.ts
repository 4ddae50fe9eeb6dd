import { hash } from '../kernel/random.ts'

/** Where a row stands: partitions by their hash, as DynamoDB spreads them, then by sort key. */
export interface Place {
  readonly hash: number
  readonly partition: string
  readonly sort: string
  /** Between rows of an index with equal keys. */
  readonly tie: string
  /** Whether its texts are in the same order for JavaScript as for DynamoDB. */
  readonly isPlain: boolean
}

export function placeAt(partition: string, sort: string, tie = ''): Place {
  const isPlain = !SURROGATE.test(partition) && !SURROGATE.test(sort) && !SURROGATE.test(tie)
  return { hash: hash(partition), partition, sort, tie, isPlain }
}

export function comparePlaces(a: Place, b: Place): number {
  if (a.hash !== b.hash) return a.hash - b.hash
  const compare = a.isPlain && b.isPlain ? compareUnits : compareBytes
  return compare(a.partition, b.partition) || compare(a.sort, b.sort) || compare(a.tie, b.tie)
}

const SURROGATE = /[\ud800-\udfff]/

/** In the order of their UTF-8 bytes, which only surrogates make differ from that of JavaScript. */
export function compareBytes(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return compareUnits(a, b)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function compareUnits(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Rows in order of their places, of which no two are equal. */
export class Rows<T extends { readonly place: Place }> {
  readonly #rows: T[] = []

  get length(): number {
    return this.#rows.length
  }

  at(index: number): T | undefined {
    return this.#rows[index]
  }

  add(row: T): void {
    this.#rows.splice(this.#reached(row.place), 0, row)
  }

  remove(row: T): void {
    const index = this.#reached(row.place)
    if (this.#rows[index] === row) this.#rows.splice(index, 1)
  }

  /** Index of the first row for which it is true; it stays true for all that follow. */
  firstWhere(isReached: (place: Place) => boolean): number {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      const row = this.#rows[middle]
      if (row !== undefined && isReached(row.place)) high = middle
      else low = middle + 1
    }
    return low
  }

  #reached(place: Place): number {
    return this.firstWhere((other) => comparePlaces(other, place) >= 0)
  }
}
