import { createHash } from 'node:crypto'
import type { Entropy } from '../../src/service/ports.ts'
import type { Random } from '../kernel/random.ts'

/** Chance of a process, from the seed. */
export function seededEntropy(random: Random): Entropy {
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => random.between(0, 255)),
    jitter: () => random.next(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    equal: (a, b) => a === b,
  }
}
