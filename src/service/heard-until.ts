import type { Context } from './context.ts'

/** A heartbeat that is held longer than this holds nobody's judgement up. */
const HELD_MS_MAX = 30_000

/** Everything that arrived until then is in the pulses; nobody is judged by a later instant. */
export function heardUntil(ctx: Context): number {
  const heard = Math.min(ctx.listening.heardUntil, ctx.othersHeardUntil)
  const read = heard - ctx.settings.flightMs
  const [oldest] = ctx.arriving
  return oldest === undefined ? read : Math.min(read, Math.max(oldest.at, read - HELD_MS_MAX))
}
