import { newDelivery } from '../core/delivery.ts'
import { type DeliveryId, deliveryId } from '../core/ids.ts'
import { type Entry, type Sorted, sortEntries, TELLING_ORDER } from '../core/mailbox.ts'
import { composeMessage } from '../core/message.ts'
import type { Subscription } from '../core/subscription.ts'
import type { Context } from './context.ts'
import { findOvertaken } from './find-overtaken.ts'
import { listAll } from './list-all.ts'
import type { Versioned } from './ports.ts'
import { rewriteEntries } from './rewrite-entries.ts'
import { setAsideUntold } from './set-aside-untold.ts'

export interface Head {
  /** Number of the delivery to gather. */
  readonly sequence: number
  readonly cutAt: number
}

/** What is beyond this waits for the next message. */
const GATHERED_ENTRIES_MAX = 250_000
const SILENCES_MAX = 1_000

/**
 * Turns what was due at the cut, of the first kind in telling order, into one stored delivery.
 * Claims are durable one by one; a gathering that died is finished by the next with all of them.
 */
export async function gatherDelivery(
  ctx: Context,
  subscription: Subscription,
  { sequence, cutAt }: Head,
): Promise<void> {
  const id = deliveryId(subscription.id, sequence)
  const claimed = await listAll(ctx.records, 'entry', GATHERED_ENTRIES_MAX, {
    where: { deliveryId: id },
  })
  const waiting = await listAll(ctx.records, 'entry', GATHERED_ENTRIES_MAX, {
    where: { waitingIn: subscription.id },
    orderBy: 'notBefore',
  })
  const earlier = claimed.map(({ value }) => value)
  const sorted = await sortWaiting(ctx, subscription, waiting, cutAt)
  await setAsideUntold(ctx, sorted, waiting)
  const kind = earlier[0]?.event.kind ?? TELLING_ORDER.find((each) => sorted.told.has(each))
  if (kind === undefined) return
  const added = await claim(ctx, sorted.told.get(kind) ?? [], id, waiting)
  const events = [...earlier, ...added].map((entry) => entry.event)
  if (events.length === 0) return
  const now = ctx.clock.read().wallMs
  const { publicUrl } = ctx.settings
  const message = composeMessage({ notificationId: id, kind, events, publicUrl, now })
  const delivery = newDelivery(subscription.id, sequence, message, cutAt, now)
  await ctx.records.write([{ kind: 'delivery', id, value: delivery, ifVersion: 0 }])
  ctx.meter.count('flatline_deliveries_total', 1, { outcome: 'created' })
}

async function sortWaiting(
  ctx: Context,
  subscription: Subscription,
  waiting: readonly Versioned<Entry>[],
  cutAt: number,
): Promise<Sorted> {
  const silences = await listAll(ctx.records, 'silence', SILENCES_MAX)
  const entries = waiting.map(({ value }) => value)
  const overtaken = await findOvertaken(ctx, entries)
  return sortEntries(entries, {
    subscription,
    silences: silences.map(({ value }) => value),
    overtaken,
    cutAt,
    now: ctx.clock.read().wallMs,
  })
}

async function claim(
  ctx: Context,
  entries: readonly Entry[],
  id: DeliveryId,
  waiting: readonly Versioned<Entry>[],
): Promise<Entry[]> {
  const claims = entries.map((entry) => ({ ...entry, deliveryId: id }))
  const applied = await rewriteEntries(ctx, claims, waiting)
  return claims.filter((_, index) => applied[index] === true)
}
