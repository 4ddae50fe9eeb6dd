import type { Context } from './context.ts'
import { heardUntil } from './heard-until.ts'
import type { Part } from './ports.ts'
import { type SettleCase, settleHosts } from './settle-hosts.ts'
import { severalAtOnce } from './several-at-once.ts'

/** A heartbeat that is just being recorded registers its host itself, with all that it says. */
const REGISTERING_MS = 5_000
/** Fan-out in another process may change a record that is being settled. */
const TRIES_MAX = 3
/** Of hosts that changed. */
const BATCHES_AT_ONCE = 8

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
  let looked = await settleDoubtful(ctx)
  const unsettled = ctx.pulses.unsettled(listeningSince, until, part)
  await severalAtOnce(unsettled, BATCHES_AT_ONCE, async (batch) => {
    const ripe = batch.filter(
      ({ recorded, heardAt }) =>
        recorded !== 'unrecorded' || Math.abs(until - heardAt) > REGISTERING_MS,
    )
    ctx.sweepingMass = looked > 0 && ripe.length > 0
    looked += ripe.length
    await settle(ctx, ripe)
  })
  return looked
}

const DOUBTFUL_MAX = 500

/** Their marks may hide them from the pass over the pulses. Those that fail again stay. */
async function settleDoubtful(ctx: Context): Promise<number> {
  const hostIds = [...ctx.doubtful].slice(0, DOUBTFUL_MAX)
  if (hostIds.length === 0) return 0
  await settle(
    ctx,
    hostIds.map((hostId) => ({ hostId })),
  )
  for (const hostId of hostIds) ctx.doubtful.delete(hostId)
  return hostIds.length
}

/** What others keep changing is left to the next sweep. */
async function settle(ctx: Context, cases: readonly SettleCase[]): Promise<void> {
  let unsettled = cases
  for (let tries = 0; tries < TRIES_MAX && unsettled.length > 0; tries++) {
    unsettled = await settleHosts(ctx, unsettled)
  }
}
