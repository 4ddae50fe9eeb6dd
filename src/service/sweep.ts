import type { Context } from './context.ts'
import { heardUntil } from './heard-until.ts'
import type { Part } from './ports.ts'
import { type SettleCase, settleHosts } from './settle-hosts.ts'

/** A heartbeat that is just being recorded registers its host itself, with all that it says. */
const REGISTERING_MS = 5_000
/** Fan-out in another process may change a record that is being settled. */
const TRIES_MAX = 3

/**
 * One pass over all pulses, or one part of them, that settles what differs from the records, in
 * both directions.
 * Skipped, killed in the middle or run twice, it loses nothing and repeats nothing. A mass of
 * changes is recorded first and placed after, by fan-out. Returns how many hosts it looked at.
 */
export async function sweep(ctx: Context, part?: Part): Promise<number> {
  try {
    return await settleAll(ctx, part)
  } finally {
    ctx.sweepingMass = false
  }
}

async function settleAll(ctx: Context, part: Part | undefined): Promise<number> {
  const { listeningSince } = ctx.listening
  const until = heardUntil(ctx)
  let looked = 0
  for await (const batch of ctx.pulses.unsettled(listeningSince, until, part)) {
    const ripe = batch.filter(
      ({ recorded, heardAt }) =>
        recorded !== 'unrecorded' || Math.abs(until - heardAt) > REGISTERING_MS,
    )
    ctx.sweepingMass = looked > 0 && ripe.length > 0
    await settle(ctx, ripe)
    looked += ripe.length
  }
  return looked
}

/** What others keep changing is left to the next sweep. */
async function settle(ctx: Context, cases: readonly SettleCase[]): Promise<void> {
  let unsettled = cases
  for (let tries = 0; tries < TRIES_MAX && unsettled.length > 0; tries++) {
    unsettled = await settleHosts(ctx, unsettled)
  }
}
