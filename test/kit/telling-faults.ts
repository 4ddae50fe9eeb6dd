import type { Delivery } from '../../src/core/delivery.ts'
import { isHostEvent } from '../../src/core/event.ts'
import type { Entry } from '../../src/core/mailbox.ts'
import { listAll } from '../../src/service/list-all.ts'
import type { SentMessage } from './recording-channels.ts'
import type { World } from './world.ts'

/** What is on record, and what the channels were given. */
type Telling = Pick<World, 'ctx'> & { readonly sent: readonly SentMessage[] }

const RECORDS_MAX = 100_000

/**
 * What is wrong with what people were told, once all has come to rest: every entry is told by
 * exactly one delivery, or dropped with a reason; a delivery has one text; an end is told after its
 * opening, and only with it. Empty if all is well.
 */
export async function tellingFaults(world: Telling): Promise<string[]> {
  const listed = await listAll(world.ctx.records, 'delivery', RECORDS_MAX)
  const deliveries = new Map(listed.map(({ value }) => [value.id as string, value]))
  const entries = (await listAll(world.ctx.records, 'entry', RECORDS_MAX)).map(({ value }) => value)
  return [
    ...entries.flatMap((entry) => entryFaults(entry, deliveries)),
    ...[...deliveries.values()].flatMap((delivery) => deliveryFaults(world, delivery, entries)),
    ...pairFaults(entries, deliveries),
    ...sendingFaults(world, deliveries),
  ]
}

function entryFaults(entry: Entry, deliveries: ReadonlyMap<string, Delivery>): string[] {
  const { id, deliveryId, dropped, fence } = entry
  if (dropped !== null) return []
  if (deliveryId === null) return [`${id} still waits`]
  const delivery = deliveries.get(deliveryId)
  if (delivery === undefined) return [`${id} is claimed for ${deliveryId}, which is not there`]
  return delivery.fence === fence ? [] : [`${id} is not told by ${deliveryId}`]
}

function deliveryFaults(world: Telling, delivery: Delivery, entries: readonly Entry[]): string[] {
  const { id, fence, message, state } = delivery
  const told = entries.filter((entry) => entry.deliveryId === id && entry.fence === fence)
  const hostIds = told.flatMap(({ event }) => (isHostEvent(event) ? [event.hostId] : []))
  const named = message.hosts.map(({ hostId }) => hostId)
  const texts = world.sent.filter((sent) => sent.message.notificationId === id)
  const same = texts.every((sent) => JSON.stringify(sent.message) === JSON.stringify(message))
  return [
    ...(state === 'sent' ? [] : [`${id} is ${state}`]),
    ...(texts.length > 0 ? [] : [`${id} was never sent`]),
    ...(same ? [] : [`${id} was sent in other words`]),
    ...(message.total === told.length ? [] : [`${id} tells ${message.total} of ${told.length}`]),
    ...named.filter((hostId) => !hostIds.includes(hostId)).map((host) => `${id} tells ${host}`),
    ...(new Set(named).size === named.length ? [] : [`${id} names a host twice`]),
  ]
}

/** By sequence, since deliveries of one subscription leave in that order. */
function pairFaults(
  entries: readonly Entry[],
  deliveries: ReadonlyMap<string, Delivery>,
): string[] {
  const sequenceOf = ({ dropped, deliveryId }: Entry) =>
    dropped === null ? (deliveries.get(deliveryId ?? '')?.sequence ?? null) : null
  const openings = new Map<string, number | null>()
  for (const entry of entries) {
    if (entry.event.kind !== 'host.missing') continue
    openings.set(`${entry.subscriptionId} ${entry.event.incidentId}`, sequenceOf(entry))
  }
  return entries.flatMap((entry) => {
    if (entry.event.kind !== 'host.recovered' && entry.event.kind !== 'host.withdrawn') return []
    const opened = openings.get(`${entry.subscriptionId} ${entry.event.incidentId}`) ?? null
    const ended = sequenceOf(entry)
    if (opened === null) return ended === null ? [] : [`${entry.id} is told without its opening`]
    if (ended === null) return [`${entry.id} is not told although its opening was`]
    return opened < ended ? [] : [`${entry.id} is told before its opening`]
  })
}

function sendingFaults(world: Telling, deliveries: ReadonlyMap<string, Delivery>): string[] {
  const last = new Map<string, number>()
  const seen = new Set<string>()
  return world.sent.flatMap(({ message: { notificationId } }) => {
    const delivery = deliveries.get(notificationId)
    if (delivery === undefined) return [`${notificationId} was sent and is not there`]
    if (seen.has(notificationId)) return []
    seen.add(notificationId)
    const { subscriptionId, sequence } = delivery
    const former = last.get(subscriptionId) ?? 0
    last.set(subscriptionId, Math.max(former, sequence))
    return sequence > former ? [] : [`${notificationId} was sent after ${former}`]
  })
}
