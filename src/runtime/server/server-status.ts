import type { Context } from '../../service/context.ts'
import type { OpenStore } from './open-store.ts'

/** Beyond this, a sweep or a liveness mark is late enough to say so. */
export const FRESH_MS = 5_000
/** Of a sweep that several servers share. */
const SWEEPS_MISSED = 3

export function freshMs({ shared }: OpenStore): number {
  return shared === undefined ? FRESH_MS : FRESH_MS + SWEEPS_MISSED * shared.sweepEveryMs
}

export interface Freshness {
  /** When the last sweep ended; 0 before the first. */
  readonly sweptAt: number
  /** When the store last took a liveness mark. */
  readonly markedAt: number
  /** How old they may be. */
  readonly withinMs: number
}

/** Heartbeats can be made durable, and silence is noticed. */
export function isServing(ctx: Context, { sweptAt, markedAt, withinMs }: Freshness): boolean {
  const now = ctx.clock.read().wallMs
  const fresh = (at: number) => Math.abs(now - at) <= withinMs
  return ctx.listening.refusing === null && fresh(sweptAt) && fresh(markedAt)
}
