import type { Context } from '../../service/context.ts'

/** Other functions register hosts too, so what this process has counted grows old. */
export const COUNTS_KEPT_MS = 300_000

/** To be called with each event: forgets the counts of hosts per key every five minutes. */
export function hostCountsForgetter(ctx: Context): () => void {
  let since = ctx.clock.read().wallMs
  return () => {
    const now = ctx.clock.read().wallMs
    if (Math.abs(now - since) < COUNTS_KEPT_MS) return
    ctx.hostsByKey.clear()
    since = now
  }
}
