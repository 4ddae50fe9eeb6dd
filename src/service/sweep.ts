import type { Context } from './context.ts'
import { heardUntil } from './heard-until.ts'
import { settleHosts } from './settle-hosts.ts'

/** A heartbeat that is just being recorded registers its host itself, with all that it says. */
const REGISTERING_MS = 5_000

/**
 * One pass over all pulses that settles what differs from the records, in both directions.
 * Skipped, killed in the middle or run twice, it loses nothing and repeats nothing. Returns how
 * many hosts it looked at closely.
 */
export async function sweep(ctx: Context): Promise<number> {
  const { listeningSince } = ctx.listening
  const until = heardUntil(ctx)
  let looked = 0
  for await (const batch of ctx.pulses.unsettled(listeningSince, until)) {
    const ripe = batch.filter(
      ({ recorded, heardAt }) =>
        recorded !== 'unrecorded' || Math.abs(until - heardAt) > REGISTERING_MS,
    )
    await settleHosts(ctx, ripe)
    looked += ripe.length
  }
  return looked
}
