const VALUE_MAX = 2 ** 26 - 1
const BUCKETS = 19 * 128 + 256

/**
 * Counts durations in buckets that widen with the value, so that memory is fixed and a percentile
 * is at most 1 % too high (the idea of http://hdrhistogram.org). Takes 0 to 67 s.
 */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS)
  #total = 0
  #max = 0

  record(durationMs: number): void {
    const value = Math.min(VALUE_MAX, Math.max(0, Math.round(durationMs * 1_000)))
    const bucket = bucketOf(value)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#total += 1
    this.#max = Math.max(this.#max, value)
  }

  get maxMs(): number {
    return this.#max / 1_000
  }

  /** `share` from 0 to 1: 0.99 for p99. Milliseconds; 0 if nothing was recorded. */
  percentileMs(share: number): number {
    const rank = Math.ceil(share * this.#total)
    let seen = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] ?? 0
      if (seen >= rank && seen > 0) return Math.min(upperEdge(bucket), this.#max) / 1_000
    }
    return 0
  }
}

/** Below 256 one bucket per value, above 128 buckets per power of two. */
function bucketOf(value: number): number {
  const shift = Math.max(0, 24 - Math.clz32(value))
  return shift * 128 + (value >>> shift)
}

function upperEdge(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / 128) - 1)
  return (bucket - shift * 128 + 1) * 2 ** shift - 1
}
