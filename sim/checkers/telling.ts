/**
 * What people were told, once all has come to rest:
 *
 * - S5  each event and each subscription that wants it: told by exactly one delivery, or dropped
 *       for a reason; a delivery tells what was claimed for it, and nothing else
 * - S7  the end of an incident is told after its beginning, and only with it; whoever reads in
 *       order what was told of a host ends up knowing how it is
 * - L3  every delivery is sent, or dead with a reason
 */
import type { Delivery } from '../../src/core/delivery.ts'
import { type HostEvent, isHostEvent } from '../../src/core/event.ts'
import type { Entry } from '../../src/core/mailbox.ts'
import type { Subscription } from '../../src/core/subscription.ts'
import type { Referee } from './referee.ts'

export interface Told {
  readonly entries: readonly Entry[]
  readonly deliveries: ReadonlyMap<string, Delivery>
  readonly subscriptions: readonly Subscription[]
  /** Whom nobody has edited: they hear of all that they asked for. */
  readonly untouched: ReadonlySet<string>
  /** Everything that happened to hosts, as their records told it. */
  readonly events: readonly HostEvent[]
}

export function judgeTelling(told: Told, referee: Referee): void {
  judgeEntries(told, referee)
  const claimed = new Map<string, Entry[]>()
  for (const entry of told.entries) {
    if (entry.deliveryId === null) continue
    const own = claimed.get(entry.deliveryId) ?? []
    own.push(entry)
    claimed.set(entry.deliveryId, own)
  }
  for (const delivery of told.deliveries.values()) {
    judgeDelivery(told, delivery, claimed.get(delivery.id) ?? [], referee)
  }
  judgePairs(told, referee)
  judgeOrder(told, referee)
  judgeUntouched(told, referee)
}

function judgeEntries({ entries, deliveries, subscriptions }: Told, referee: Referee): void {
  const active = new Set<string>(
    subscriptions.filter(({ state }) => state === 'active').map(({ id }) => id),
  )
  for (const { id, deliveryId, dropped, fence, subscriptionId } of entries) {
    if (dropped !== null || !active.has(subscriptionId)) continue
    if (deliveryId === null) {
      referee.violate('L3', `${id} still waits`)
      continue
    }
    const delivery = deliveries.get(deliveryId)
    if (delivery === undefined) referee.violate('S5', `${id} is for ${deliveryId}, which is none`)
    else if (delivery.fence !== fence) referee.violate('S5', `${deliveryId} does not tell ${id}`)
  }
}

function judgeDelivery(
  { subscriptions }: Told,
  delivery: Delivery,
  claimed: readonly Entry[],
  referee: Referee,
): void {
  const { id, fence, message, state, attempts, subscriptionId } = delivery
  const own = claimed.filter((entry) => entry.fence === fence)
  if (message.type !== 'flatline.blind' && message.total !== own.length) {
    referee.violate('S5', `${id} tells ${message.total} events, and ${own.length} are claimed`)
  }
  const hosts = own.flatMap(({ event }) => (isHostEvent(event) ? [event.hostId] : []))
  for (const { hostId } of message.hosts) {
    if (!hosts.includes(hostId)) referee.violate('S5', `${id} tells of ${hostId}, unclaimed`)
  }
  const subscription = subscriptions.find((each) => each.id === subscriptionId)
  if (subscription?.state !== 'active') return
  if (state !== 'sent' && state !== 'dead') referee.violate('L3', `${id} is ${state}`)
  if (state === 'dead' && attempts.length === 0) referee.violate('L3', `${id} is dead for nothing`)
}

function judgePairs({ entries, deliveries, untouched }: Told, referee: Referee): void {
  const sequenceOf = ({ dropped, deliveryId }: Entry) =>
    dropped === null ? (deliveries.get(deliveryId ?? '')?.sequence ?? null) : null
  const openings = new Map<string, number | null>()
  for (const entry of entries) {
    if (entry.event.kind !== 'host.missing') continue
    openings.set(`${entry.subscriptionId} ${entry.event.incidentId}`, sequenceOf(entry))
  }
  for (const entry of entries) {
    const { event, subscriptionId, id } = entry
    if (!untouched.has(subscriptionId)) continue
    if (event.kind !== 'host.recovered' && event.kind !== 'host.withdrawn') continue
    const opened = openings.get(`${subscriptionId} ${event.incidentId}`) ?? null
    const ended = sequenceOf(entry)
    if (opened === null && ended !== null) referee.violate('S7', `${id} is told alone`)
    if (opened !== null && ended !== null && ended <= opened) {
      referee.violate('S7', `${id} is told before its beginning`)
    }
    if (opened !== null && ended === null && entry.dropped !== 'unwanted') {
      referee.violate('S5', `${id} is not told, though its beginning was`)
    }
  }
}

const WITHIN_EPOCH = ['host.registered', 'host.missing', 'host.recovered', 'host.withdrawn']

/** One event as it was told: its place in the life of its host, and the number of the delivery. */
interface Step {
  readonly at: number
  readonly sequence: number
  readonly says: string
}

function judgeOrder({ entries, deliveries, untouched }: Told, referee: Referee): void {
  const stories = new Map<string, Step[]>()
  for (const { event, subscriptionId, dropped, deliveryId } of entries) {
    if (dropped !== null || !isHostEvent(event) || !untouched.has(subscriptionId)) continue
    const sequence = deliveries.get(deliveryId ?? '')?.sequence
    if (sequence === undefined) continue
    const key = `${event.hostId} to ${subscriptionId}`
    const at = event.epoch * WITHIN_EPOCH.length + WITHIN_EPOCH.indexOf(event.kind)
    const says = `${event.kind} ${event.epoch}`
    stories.set(key, [...(stories.get(key) ?? []), { at, sequence, says }])
  }
  for (const [key, story] of stories) {
    const inOrder = story.sort((a, b) => a.at - b.at || a.sequence - b.sequence)
    const wrong = inOrder.some(({ at, sequence }, index) => {
      const next = inOrder[index + 1]
      return next !== undefined && next.at > at && next.sequence <= sequence
    })
    if (!wrong) continue
    const told = inOrder.map(({ says, sequence }) => `${says} in ${sequence}`).join(', ')
    referee.violate('S7', `the story of ${key} is told out of order: ${told}`)
  }
}

/** An own reading of what a subscription asks for, so that a fault in core's shows. */
function judgeUntouched({ entries, subscriptions, untouched, events }: Told, referee: Referee) {
  const placed = new Set(
    entries.map(({ subscriptionId, event }) => `${subscriptionId} ${event.id}`),
  )
  for (const { id, events: kinds, match, state } of subscriptions) {
    if (!untouched.has(id) || state !== 'active') continue
    for (const event of events) {
      const fits = match.site === undefined || match.site === event.site
      if (!fits || !kinds.includes(event.kind) || placed.has(`${id} ${event.id}`)) continue
      referee.violate('S5', `${id} never heard of ${event.id}`)
    }
  }
}
