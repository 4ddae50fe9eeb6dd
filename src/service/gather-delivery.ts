import { newDelivery } from '../core/delivery.ts'
import type { EventKind } from '../core/event.ts'
import { type DeliveryId, deliveryId } from '../core/ids.ts'
import { type Entry, type Sorted, sortEntries, TELLING_ORDER } from '../core/mailbox.ts'
import { composeMessage } from '../core/message.ts'
import type { Subscription } from '../core/subscription.ts'
import type { Context } from './context.ts'
import { listAll } from './list-all.ts'
import type { Versioned, Write } from './ports.ts'
import { writeAll } from './write-all.ts'

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
  const earlier = claimed.map(({ value }) => value)
  const waiting = await listAll(ctx.records, 'entry', GATHERED_ENTRIES_MAX, {
    where: { waitingIn: subscription.id },
    atMost: { column: 'notBefore', value: cutAt },
    orderBy: 'notBefore',
  })
  const versions = new Map(waiting.map((entry) => [entry.value.id, entry]))
  const sorted = await sortWaiting(ctx, subscription, waiting)
  const kind = earlier[0]?.event.kind ?? firstKind(sorted)
  const told = kind === undefined ? [] : (sorted.told.get(kind) ?? [])
  const now = await setAsideUntold(ctx, sorted, versions)
  const added = await claim(ctx, told, id, versions)
  const entries = [...earlier, ...added]
  if (kind === undefined || entries.length === 0) return
  const events = entries.map((entry) => entry.event)
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
): Promise<Sorted> {
  const silences = await listAll(ctx.records, 'silence', SILENCES_MAX)
  const now = ctx.clock.read().wallMs
  return sortEntries(
    waiting.map(({ value }) => value),
    subscription,
    silences.map(({ value }) => value),
    now,
  )
}

function firstKind(sorted: Sorted): EventKind | undefined {
  return TELLING_ORDER.find((kind) => (sorted.told.get(kind)?.length ?? 0) > 0)
}

/** Held back by a silence, or never to be told: written with the reason. Returns the instant. */
async function setAsideUntold(
  ctx: Context,
  sorted: Sorted,
  versions: ReadonlyMap<string, Versioned<Entry>>,
): Promise<number> {
  const held = sorted.held.map(({ entry, silence }) => ({
    ...entry,
    notBefore: silence.to,
    silenceId: silence.id,
  }))
  const dropped = sorted.dropped.map(({ entry, reason }) => ({ ...entry, dropped: reason }))
  await writeAll(ctx.records, rewrites([...held, ...dropped], versions))
  return ctx.clock.read().wallMs
}

async function claim(
  ctx: Context,
  entries: readonly Entry[],
  id: DeliveryId,
  versions: ReadonlyMap<string, Versioned<Entry>>,
): Promise<Entry[]> {
  const claims = entries.map((entry) => ({ ...entry, deliveryId: id }))
  const applied = await writeAll(ctx.records, rewrites(claims, versions))
  return claims.filter((_, index) => applied[index] === true)
}

function rewrites(
  entries: readonly Entry[],
  versions: ReadonlyMap<string, Versioned<Entry>>,
): Write[] {
  return entries.map((entry) => ({
    kind: 'entry',
    id: entry.id,
    value: entry,
    ifVersion: versions.get(entry.id)?.version ?? 0,
  }))
}
