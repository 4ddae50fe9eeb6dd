import type { Clock } from '../../service/ports.ts'

/** `performance.now()` stops during a suspend on Linux, which is how a suspend is noticed. */
export const systemClock: Clock = {
  read: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
}
