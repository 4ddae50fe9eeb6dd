import type { Context } from '../../service/context.ts'

/** Beyond this, a sweep or a liveness mark is late enough to say so. */
export const FRESH_MS = 5_000

export interface Freshness {
  /** When the last sweep ended; 0 before the first. */
  readonly sweptAt: number
  /** When the store last took a liveness mark. */
  readonly markedAt: number
}

/** Heartbeats can be made durable, and silence is noticed. */
export function isServing(ctx: Context, { sweptAt, markedAt }: Freshness): boolean {
  const now = ctx.clock.read().wallMs
  const fresh = (at: number) => Math.abs(now - at) <= FRESH_MS
  return ctx.listening.refusing === null && fresh(sweptAt) && fresh(markedAt)
}
