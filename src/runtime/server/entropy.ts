import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Entropy } from '../../service/ports.ts'

export const systemEntropy: Entropy = {
  bytes: (count) => randomBytes(count),
  jitter: () => Math.random(),
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
  equal(a, b) {
    const [left, right] = [Buffer.from(a), Buffer.from(b)]
    return left.length === right.length && timingSafeEqual(left, right)
  },
}
