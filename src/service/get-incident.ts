import type { Delivery } from '../core/delivery.ts'
import type { EventKind } from '../core/event.ts'
import type { DeliveryId } from '../core/ids.ts'
import type { Incident } from '../core/incident.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Silence } from '../core/silence.ts'
import type { Context } from './context.ts'
import { listAll } from './list-all.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'

export interface IncidentDelivery {
  readonly delivery: Delivery
  /** Null if the subscription was deleted. */
  readonly subscriptionName: string | null
  /** What it said of this incident. */
  readonly events: readonly EventKind[]
}

export interface IncidentView {
  readonly incident: Versioned<Incident>
  /** Oldest first; at most 1,000. */
  readonly deliveries: readonly IncidentDelivery[]
  /** Those that kept something of it from being told. */
  readonly silences: readonly Silence[]
}

/** An incident has at most three events, and each is one entry per subscription. */
const ENTRIES_MAX = 3_000
const DELIVERIES_MAX = 1_000

/** Throws `not_found`. */
export async function getIncident(ctx: Context, id: string): Promise<IncidentView> {
  const incident = await readRecord(ctx, 'incident', id)
  const where = { incidentId: incident.value.id }
  const entries = await listAll(ctx.records, 'entry', ENTRIES_MAX, { where })
  const eventsOf = new Map<DeliveryId, EventKind[]>()
  for (const { value } of entries) {
    if (value.deliveryId === null) continue
    const events = eventsOf.get(value.deliveryId) ?? []
    eventsOf.set(value.deliveryId, [...events, value.event.kind])
  }
  const ids = [...eventsOf.keys()].slice(0, DELIVERIES_MAX)
  const untold = entries.flatMap(({ value }) => (value.deliveryId === null ? [value] : []))
  const [deliveries, silences] = await Promise.all([
    describe(ctx, ids, eventsOf),
    silencesOver(ctx, untold),
  ])
  return { incident, deliveries, silences }
}

/** One that was deleted holds nothing back any more. */
async function silencesOver(ctx: Context, untold: readonly Entry[]): Promise<Silence[]> {
  const ids = [...new Set(untold.flatMap(({ silenceId }) => silenceId ?? []))]
  const found = await ctx.records.get('silence', ids)
  return found.flatMap((silence) => (silence === undefined ? [] : [silence.value]))
}

async function describe(
  ctx: Context,
  ids: readonly DeliveryId[],
  eventsOf: ReadonlyMap<DeliveryId, readonly EventKind[]>,
): Promise<IncidentDelivery[]> {
  const found = await ctx.records.get('delivery', ids)
  const deliveries = found.flatMap((delivery) => (delivery === undefined ? [] : [delivery.value]))
  const subscriptionIds = [...new Set(deliveries.map((delivery) => delivery.subscriptionId))]
  const subscriptions = await ctx.records.get('subscription', subscriptionIds)
  const names = new Map(
    subscriptions.flatMap((each) => (each === undefined ? [] : [[each.value.id, each.value.name]])),
  )
  return deliveries
    .sort((a, b) => a.createdAt - b.createdAt)
    .map((delivery) => ({
      delivery,
      subscriptionName: names.get(delivery.subscriptionId) ?? null,
      events: eventsOf.get(delivery.id) ?? [],
    }))
}
