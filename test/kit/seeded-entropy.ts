import { createHash } from 'node:crypto'
import type { Entropy } from '../../src/service/ports.ts'

/** The same seed draws the same bytes. mulberry32, which is fit for tests only. */
export function seededEntropy(seed: number): Entropy {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
    jitter: next,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    equal: (a, b) => a === b,
  }
}
