/**
 * Removes what has had its time, a bounded number of records per run, oldest first:
 *
 * - sessions and answers to Idempotency-Keys: when they expire
 * - mailbox entries: after 90 days, if they were dropped or their delivery has ended
 * - silences: a month after their end
 * - deliveries: 90 days after their end, but never the latest of a mailbox
 * - resolved incidents and the audit: after 400 days
 * - listeners that share the store with others: a day after they were last alive
 *
 * What still waits is never removed, however old. What waits for a subscription that does not exist
 * any more is ended, and removed a run later.
 */
import { type Delivery, isEnded } from '../core/delivery.ts'
import type { DeliveryId } from '../core/ids.ts'
import type { Incident } from '../core/incident.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import { endOrphans } from './end-orphans.ts'
import { listAll } from './list-all.ts'
import type { Versioned } from './ports.ts'
import { removeOld } from './remove-old.ts'
import { REPLAY_MS } from './replay-once.ts'
import { toWrite } from './write-record.ts'

const DAY_MS = 86_400_000
export const ENTRY_KEPT_MS = 90 * DAY_MS
export const SILENCE_KEPT_MS = 30 * DAY_MS
export const DELIVERY_KEPT_MS = 90 * DAY_MS
export const INCIDENT_KEPT_MS = 400 * DAY_MS
export const AUDIT_KEPT_MS = 400 * DAY_MS
export const REMOVED_MAX = 5_000

type Step = (ctx: Context, now: number, room: number) => Promise<number>

/** Best called every minute or so; repeating it, or doing it twice at once, does no harm. */
export async function housekeep(ctx: Context): Promise<void> {
  const now = ctx.clock.read().wallMs
  await endOrphans(ctx, now - ENTRY_KEPT_MS)
  let room = REMOVED_MAX
  for (const step of STEPS) if (room > 0) room -= await step(ctx, now, room)
  if (room < REMOVED_MAX) ctx.log.debug({ records: REMOVED_MAX - room }, 'old records are removed')
}

const removeSessions: Step = (ctx, now, room) => {
  const atMost = { column: 'expiresAt', value: now } as const
  const query = { atMost, orderBy: 'expiresAt' } as const
  return removeOld(ctx, { kind: 'session', id: ({ id }) => id, query }, room)
}

const removeReplays: Step = (ctx, now, room) => {
  const query = createdBefore(now - REPLAY_MS)
  return removeOld(ctx, { kind: 'replay', id: ({ id }) => id, query }, room)
}

const removeEntries: Step = (ctx, now, room) => {
  const filter = (entry: Entry) => entry.dropped !== null || entry.deliveryId !== null
  const query = { ...createdBefore(now - ENTRY_KEPT_MS), filter }
  const confirm = (entries: readonly Versioned<Entry>[]) => endedEntries(ctx, entries)
  return removeOld(ctx, { kind: 'entry', id: ({ id }) => id, query, confirm }, room)
}

const removeSilences: Step = async (ctx, now, room) => {
  const silences = await listAll(ctx.records, 'silence', 1_000)
  const over = silences.filter(({ value }) => value.to <= now - SILENCE_KEPT_MS).slice(0, room)
  const writes = over.map(({ value, version }) => toWrite('silence', value.id, null, version))
  const applied = writes.length === 0 ? [] : await ctx.records.write(writes)
  return applied.filter((each) => each).length
}

const removeDeliveries: Step = (ctx, now, room) => {
  const endedBy = now - DELIVERY_KEPT_MS
  const filter = (each: Delivery) => isEnded(each) && (each.endedAt ?? now) <= endedBy
  const query = { ...createdBefore(endedBy), filter }
  const confirm = (deliveries: readonly Versioned<Delivery>[]) => passedDeliveries(ctx, deliveries)
  return removeOld(ctx, { kind: 'delivery', id: ({ id }) => id, query, confirm }, room)
}

const removeIncidents: Step = (ctx, now, room) => {
  const resolvedBy = now - INCIDENT_KEPT_MS
  const atMost = { column: 'openedAt', value: resolvedBy } as const
  const filter = (incident: Incident) => (incident.resolvedAt ?? now) <= resolvedBy
  const query = { where: { state: 'resolved' }, atMost, orderBy: 'openedAt', filter } as const
  return removeOld(ctx, { kind: 'incident', id: ({ id }) => id, query }, room)
}

const removeAudit: Step = (ctx, now, room) => {
  const atMost = { column: 'at', value: now - AUDIT_KEPT_MS } as const
  const query = { atMost, orderBy: 'at' } as const
  return removeOld(ctx, { kind: 'audit', id: ({ id }) => id, query }, room)
}

const removeListeners: Step = async (ctx, now, room) => {
  const { items } = await ctx.records.list('listener', { limit: 1_000 })
  const gone = items.filter(({ value: { presence, pendingEvents } }) => {
    return presence !== null && presence.aliveAt <= now - DAY_MS && pendingEvents.length === 0
  })
  const writes = gone.slice(0, room).map((each) => {
    return toWrite('listener', each.value.name, null, each.version)
  })
  const applied = writes.length === 0 ? [] : await ctx.records.write(writes)
  return applied.filter((each) => each).length
}

const STEPS: readonly Step[] = [
  removeListeners,
  removeSessions,
  removeReplays,
  removeEntries,
  removeSilences,
  removeDeliveries,
  removeIncidents,
  removeAudit,
]

function createdBefore(instant: number) {
  return { atMost: { column: 'createdAt', value: instant }, orderBy: 'createdAt' } as const
}

/**
 * An entry may be claimed for a delivery that a crash kept from being stored: the dispatcher goes
 * on with it. Only if the subscription is gone too, nobody will.
 */
async function endedEntries(
  ctx: Context,
  entries: readonly Versioned<Entry>[],
): Promise<ReadonlySet<string>> {
  const values = entries.map(({ value }) => value)
  const deliveryIds = values.flatMap((entry) => entry.deliveryId ?? [])
  const deliveries = await readById(ctx, 'delivery', deliveryIds)
  const subscriptionIds = values.map((entry) => entry.subscriptionId)
  const subscriptions = await readById(ctx, 'subscription', subscriptionIds)
  const isOver = (deliveryId: DeliveryId, subscriptionId: string) => {
    const delivery = deliveries.get(deliveryId)
    return delivery === undefined ? !subscriptions.has(subscriptionId) : isEnded(delivery)
  }
  const ended = values.filter(
    ({ deliveryId, subscriptionId }) => deliveryId === null || isOver(deliveryId, subscriptionId),
  )
  return new Set(ended.map((entry) => entry.id))
}

/** The latest delivery of a mailbox stays: it shows that its number, and so its id, is taken. */
async function passedDeliveries(
  ctx: Context,
  deliveries: readonly Versioned<Delivery>[],
): Promise<ReadonlySet<string>> {
  const values = deliveries.map(({ value }) => value)
  const mailboxes = await readById(
    ctx,
    'mailbox',
    values.map((delivery) => delivery.subscriptionId),
  )
  const passed = values.filter((delivery) => {
    const mailbox = mailboxes.get(delivery.subscriptionId)
    return mailbox === undefined || delivery.sequence < mailbox.sequence
  })
  return new Set(passed.map((delivery) => delivery.id))
}

async function readById<K extends 'delivery' | 'subscription' | 'mailbox'>(
  ctx: Context,
  kind: K,
  ids: readonly string[],
) {
  const unique = [...new Set(ids)]
  const found = await ctx.records.get(kind, unique)
  return new Map(
    unique.flatMap((id, index) => {
      const record = found[index]
      return record === undefined ? [] : [[id, record.value] as const]
    }),
  )
}
