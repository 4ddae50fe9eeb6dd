import type { Context } from './context.ts'
import { settleHosts } from './settle-hosts.ts'

/** A heartbeat that is just being recorded registers its host itself, with all that it says. */
const REGISTERING_MS = 5_000

/**
 * One pass over all pulses that settles what differs from the records, in both directions.
 * Skipped, killed in the middle or run twice, it loses nothing and repeats nothing. Returns how
 * many hosts it looked at closely.
 */
export async function sweep(ctx: Context): Promise<number> {
  const { listeningSince, heardUntil } = ctx.listening
  let looked = 0
  for await (const batch of ctx.pulses.unsettled(listeningSince, heardUntil)) {
    const ripe = batch.filter(
      ({ recorded, heardAt }) =>
        recorded !== 'unrecorded' || Math.abs(heardUntil - heardAt) > REGISTERING_MS,
    )
    await settleHosts(ctx, ripe)
    looked += ripe.length
  }
  return looked
}
