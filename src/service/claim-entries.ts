import type { DeliveryId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import { type Held, renewLease } from './lease-mailbox.ts'
import type { Versioned } from './ports.ts'
import { rewriteEntries } from './rewrite-entries.ts'

const BATCH_ENTRIES = 500
const TRIES_MAX = 3

export interface Claimed {
  readonly entries: readonly Entry[]
  readonly held: Held
}

/**
 * Claims entries for a delivery, each durable on its own, and stamps them with the fence of this
 * attempt; also those that a former attempt has claimed. Null if the mailbox went to another.
 */
export async function claimEntries(
  ctx: Context,
  lease: Held,
  id: DeliveryId,
  wanted: readonly Versioned<Entry>[],
): Promise<Claimed | null> {
  const entries: Entry[] = []
  let held: Held | null = lease
  for (let start = 0; start < wanted.length; start += BATCH_ENTRIES) {
    held = await renewLease(ctx, held)
    if (held === null) return null
    const batch = wanted.slice(start, start + BATCH_ENTRIES)
    entries.push(...(await claimBatch(ctx, { deliveryId: id, fence: held.fence }, batch)))
  }
  return { entries, held }
}

type Claim = Pick<Entry, 'fence'> & { readonly deliveryId: DeliveryId }

/**
 * One that somebody changed meanwhile is claimed as it is now, if it still is to be told. A later
 * attempt keeps what it has claimed: its message may be on its way.
 */
async function claimBatch(
  ctx: Context,
  claim: Claim,
  wanted: readonly Versioned<Entry>[],
): Promise<Entry[]> {
  const claimed: Entry[] = []
  let left = wanted.filter(({ value }) => value.fence <= claim.fence)
  for (let tries = 0; tries < TRIES_MAX && left.length > 0; tries++) {
    const claims = left.map(({ value }) => ({ ...value, ...claim }))
    const applied = await rewriteEntries(ctx, claims, left)
    claimed.push(...claims.filter((_, index) => applied[index] === true))
    const lost = claims.filter((_, index) => applied[index] !== true)
    left = lost.length === 0 ? [] : await claimable(ctx, claim, lost)
  }
  return claimed
}

async function claimable(
  ctx: Context,
  { deliveryId, fence }: Claim,
  lost: readonly Entry[],
): Promise<Versioned<Entry>[]> {
  const found = await ctx.records.get(
    'entry',
    lost.map((entry) => entry.id),
  )
  return found.filter(
    (each): each is Versioned<Entry> =>
      each !== undefined &&
      each.value.dropped === null &&
      each.value.deliveryId === deliveryId &&
      each.value.fence <= fence,
  )
}
