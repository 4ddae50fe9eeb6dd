import type { Context } from './context.ts'
import { settleHosts } from './settle-hosts.ts'

/**
 * One pass over all pulses that settles what differs from the records, in both directions.
 * Skipped, killed in the middle or run twice, it loses nothing and repeats nothing. Returns how
 * many hosts it looked at closely.
 */
export async function sweep(ctx: Context): Promise<number> {
  const { listeningSince, heardUntil } = ctx.listening
  let looked = 0
  for await (const batch of ctx.pulses.unsettled(listeningSince, heardUntil)) {
    await settleHosts(ctx, batch)
    looked += batch.length
  }
  return looked
}
