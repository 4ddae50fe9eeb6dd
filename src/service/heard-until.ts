import type { Context } from './context.ts'

/** What waits for longer holds nobody's judgement up. */
const WAITING_MS_MAX = 30_000

/** Everything that arrived until then has been read; nobody is judged by a later instant. */
export function heardUntil(ctx: Context): number {
  const heard = Math.min(ctx.listening.heardUntil, ctx.othersHeardUntil)
  const read = heard - ctx.settings.flightMs
  const [oldest] = ctx.unread
  return oldest === undefined ? read : Math.min(read, Math.max(oldest.at, read - WAITING_MS_MAX))
}
