/**
 * Turns what was due at the cut, of the first kind in telling order, into one delivery:
 *
 * 1. Entries are claimed, one durable write each, with the fence of this attempt. What a former
 *    attempt claimed for the same delivery, and did not live to compose, is claimed again.
 * 2. The delivery is composed and written into the head of the mailbox, under the version of the
 *    lease: an attempt that was overtaken fails here, whatever it has claimed.
 * 3. It is copied into its own record. Whoever finds a head with a delivery in it does the same.
 */
import { type Delivery, newDelivery } from '../core/delivery.ts'
import { deliveryId } from '../core/ids.ts'
import { type Entry, type Sorted, TELLING_ORDER } from '../core/mailbox.ts'
import { composeMessage } from '../core/message.ts'
import type { Subscription } from '../core/subscription.ts'
import { claimEntries } from './claim-entries.ts'
import type { Context } from './context.ts'
import { findHiddenOpenings, type Gathering } from './find-hidden.ts'
import { findOvertaken } from './find-overtaken.ts'
import { endLease, type Held, keepLease } from './lease-mailbox.ts'
import { listAll } from './list-all.ts'
import type { Versioned } from './ports.ts'
import { setAsideUntold } from './set-aside-untold.ts'
import { sortInParts } from './sort-in-parts.ts'
import { writeRecord } from './write-record.ts'

/** What is beyond this waits for the next message. */
const GATHERED_ENTRIES_MAX = 250_000
const SILENCES_MAX = 1_000

/** The number of the delivery is that of the head. */
export async function gatherDelivery(
  ctx: Context,
  subscription: Subscription,
  lease: Held,
  cutAt: number,
): Promise<void> {
  const { sequence } = lease.mailbox.value
  const id = deliveryId(subscription.id, sequence)
  const claimed = await listAll(ctx.records, 'entry', GATHERED_ENTRIES_MAX, {
    where: { deliveryId: id },
  })
  const waiting = await listWaiting(ctx, { id, fence: lease.fence }, subscription)
  const sorted = await sortWaiting(ctx, subscription, waiting, cutAt)
  await setAsideUntold(ctx, sorted, waiting)
  const [first] = claimed
  const kind = first?.value.event.kind ?? TELLING_ORDER.find((each) => sorted.told.has(each))
  const told = new Set(kind === undefined ? [] : sorted.told.get(kind))
  const wanted = [
    ...claimed.filter(({ value }) => value.event.kind === kind),
    ...waiting.filter(({ value }) => told.has(value)),
  ]
  const claims = await claimEntries(ctx, lease, id, wanted)
  if (claims === null) return
  const events = claims.entries.map((entry) => entry.event)
  if (kind === undefined || events.length === 0) {
    await endLease(ctx, claims.held, { gathering: null })
    return
  }
  const now = ctx.clock.read().wallMs
  const { publicUrl } = ctx.settings
  const message = composeMessage({ notificationId: id, kind, events, publicUrl, now })
  const { fence } = lease
  const drafted = { subscriptionId: subscription.id, sequence, fence, message, cutAt }
  await store(ctx, claims.held, newDelivery(drafted, now))
}

async function store(ctx: Context, held: Held, delivery: Delivery): Promise<void> {
  const kept = await keepLease(ctx, held, { gathering: null, composed: delivery })
  if (kept === null) return
  await storeComposed(ctx, delivery)
  ctx.meter.count('flatline_deliveries_total', 1, { outcome: 'created' })
}

/** Gives a delivery that stands in the head of a mailbox its own record, if it has none. */
export async function storeComposed(ctx: Context, delivery: Delivery): Promise<void> {
  await writeRecord(ctx, 'delivery', delivery.id, delivery, 0)
}

async function listWaiting(
  ctx: Context,
  gathering: Gathering,
  { id }: Subscription,
): Promise<readonly Versioned<Entry>[]> {
  const listed = await listAll(ctx.records, 'entry', GATHERED_ENTRIES_MAX, {
    where: { waitingIn: id },
    orderBy: 'notBefore',
  })
  const hidden = await findHiddenOpenings(ctx, gathering, listed)
  return hidden.length === 0 ? listed : [...listed, ...hidden]
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
  return sortInParts(ctx, entries, {
    subscription,
    silences: silences.map(({ value }) => value),
    overtaken,
    cutAt,
    now: ctx.clock.read().wallMs,
  })
}
