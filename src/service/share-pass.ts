import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'

interface Kept<T> {
  readonly value: Promise<T>
  /** Monotonic; infinite while the pass is under way. */
  until: number
}

/** A pass may take this share of a processor, however many look on. */
const REST_PER_PASS = 20
/** What is refused because the fleet is too large will be refused again. */
const REFUSED_MS = 60_000
/** Where everything is slow, people still see what is new. */
const REST_MS_MAX = 5_000

/**
 * One pass over the fleet for everybody who asks while it is under way, and for a while after. The
 * longer it took, the longer it is kept; `keepMs` says for how long at least.
 */
export function sharePass<T>(
  run: (ctx: Context) => Promise<T>,
  keepMs: (value: T) => number,
): (ctx: Context) => Promise<T> {
  const kept = new WeakMap<Context, Kept<T>>()
  return (ctx) => {
    const { monotonicMs: beganAt } = ctx.clock.read()
    const known = kept.get(ctx)
    if (known !== undefined && beganAt < known.until) return known.value
    const pass: Kept<T> = { value: run(ctx), until: Number.POSITIVE_INFINITY }
    kept.set(ctx, pass)
    pass.value.then(
      (value) => {
        const { monotonicMs: now } = ctx.clock.read()
        const restMs = Math.min(REST_MS_MAX, (now - beganAt) * REST_PER_PASS)
        pass.until = Math.max(beganAt + keepMs(value), now + restMs)
      },
      (error) => {
        const { monotonicMs: now } = ctx.clock.read()
        pass.until = isLasting(error) ? now + REFUSED_MS : Number.NEGATIVE_INFINITY
      },
    )
    return pass.value
  }
}

function isLasting(error: unknown): boolean {
  return error instanceof FlatlineError && error.code === 'not_available'
}
