/**
 * A mailbox holds, per subscription, one entry for each event it shall hear of. What is in it at a
 * cut becomes messages, one per kind of event. The stages, each with its reason:
 *
 * 1. paired    missing and back (or withdrawn) before anyone was told → both dropped
 * 2. unwanted  a closing event whose opening was told, but the subscription asked not to hear it
 * 3. silenced  held back until the silence ends, then looked at again
 * 4. deferred  an earlier event of the same host is still untold: that one goes first
 * 5. told      goes out with this cut
 *
 * An entry stays in the store after it was claimed: it is the proof that this event has already
 * been given to a delivery, however often fan-out runs.
 */
import {
  EVENT_KINDS,
  type EventKind,
  type FleetEvent,
  type HostEvent,
  isHostEvent,
} from './event.ts'
import {
  type DeliveryId,
  entryId,
  type HostId,
  type SilenceId,
  type SubscriptionId,
} from './ids.ts'
import { type Silence, silenceOver } from './silence.ts'
import { type Subscription, wants } from './subscription.ts'

export interface Entry {
  readonly id: string
  readonly subscriptionId: SubscriptionId
  readonly event: FleetEvent
  readonly createdAt: number
  /** Not told before this instant: its arrival, or the end of a silence. */
  readonly notBefore: number
  readonly silenceId: SilenceId | null
  /** The delivery that tells it, once claimed. */
  readonly deliveryId: DeliveryId | null
  /** Why it is never told, if so. */
  readonly dropped: 'paired' | 'unwanted' | 'deleted' | null
}

/** The order in which kinds are told: whoever is missing comes first. */
export const TELLING_ORDER: readonly EventKind[] = [
  'host.missing',
  'host.recovered',
  'host.withdrawn',
  'host.registered',
  'flatline.blind',
]

export interface Sorted {
  readonly told: ReadonlyMap<EventKind, readonly Entry[]>
  readonly held: readonly { readonly entry: Entry; readonly silence: Silence }[]
  readonly dropped: readonly { readonly entry: Entry; readonly reason: 'paired' | 'unwanted' }[]
}

export function newEntry(subscription: Subscription, event: FleetEvent, now: number): Entry {
  return {
    id: entryId(subscription.id, event.id),
    subscriptionId: subscription.id,
    event,
    createdAt: now,
    notBefore: now,
    silenceId: null,
    deliveryId: null,
    dropped: null,
  }
}

/** A closing event follows its opening into the mailbox, so that the two can be paired there. */
export function belongsInMailbox(subscription: Subscription, event: FleetEvent): boolean {
  if (wants(subscription, event).kind === 'wanted') return true
  if (event.kind !== 'host.recovered' && event.kind !== 'host.withdrawn') return false
  return wants(subscription, { ...event, kind: 'host.missing' }).kind === 'wanted'
}

export function sortEntries(
  entries: readonly Entry[],
  subscription: Subscription,
  silences: readonly Silence[],
  now: number,
): Sorted {
  const paired = findPairs(entries)
  const ready: Entry[] = []
  const held: { entry: Entry; silence: Silence }[] = []
  const dropped: { entry: Entry; reason: 'paired' | 'unwanted' }[] = []
  for (const entry of entries) {
    const silence = silenceOver(entry.event, silences, now)
    if (paired.has(entry.id)) dropped.push({ entry, reason: 'paired' })
    else if (!asksFor(subscription, entry.event)) dropped.push({ entry, reason: 'unwanted' })
    else if (silence !== undefined) held.push({ entry, silence })
    else ready.push(entry)
  }
  return { told: firstOfEachHost(ready), held, dropped }
}

/** Whoever reads the messages in order ends up knowing how each host is now. */
function firstOfEachHost(entries: readonly Entry[]): ReadonlyMap<EventKind, readonly Entry[]> {
  const first = new Map<HostId, HostEvent>()
  for (const { event } of entries) {
    if (!isHostEvent(event)) continue
    const known = first.get(event.hostId)
    if (known === undefined || happenedBefore(event, known)) first.set(event.hostId, event)
  }
  const told = new Map<EventKind, Entry[]>(EVENT_KINDS.map((kind) => [kind, []]))
  for (const entry of entries) {
    const { event } = entry
    const deferred = isHostEvent(event) && first.get(event.hostId) !== event
    if (!deferred) told.get(event.kind)?.push(entry)
  }
  return told
}

const WITHIN_EPOCH: readonly EventKind[] = [
  'host.registered',
  'host.missing',
  'host.recovered',
  'host.withdrawn',
]

/** By epoch; within one, registered before missing before whatever closes it. */
function happenedBefore(a: HostEvent, b: HostEvent): boolean {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch
  return WITHIN_EPOCH.indexOf(a.kind) < WITHIN_EPOCH.indexOf(b.kind)
}

function asksFor(subscription: Subscription, event: FleetEvent): boolean {
  return (!isHostEvent(event) && event.insist) || subscription.events.includes(event.kind)
}

/** Ids of entries that open and close the same incident, both still untold. */
function findPairs(entries: readonly Entry[]): ReadonlySet<string> {
  const openings = new Map<string, string>()
  for (const { id, event } of entries) {
    if (event.kind === 'host.missing' && event.incidentId) openings.set(event.incidentId, id)
  }
  const paired = new Set<string>()
  for (const { id, event } of entries) {
    if (event.kind !== 'host.recovered' && event.kind !== 'host.withdrawn') continue
    const opening = event.incidentId === null ? undefined : openings.get(event.incidentId)
    if (opening !== undefined) paired.add(opening).add(id)
  }
  return paired
}

export type CutVerdict =
  | { readonly kind: 'idle' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'cut'; readonly cutAt: number }

/**
 * When may the next message go? What was already due at the last cut goes at once; anything newer
 * waits for its group to form (groupWait) and keeps its distance to the last cut (groupInterval).
 */
export function nextCut(
  subscription: Subscription,
  cutAt: number,
  oldestNotBefore: number | undefined,
  now: number,
): CutVerdict {
  if (oldestNotBefore === undefined) return { kind: 'idle' }
  if (oldestNotBefore <= cutAt) return { kind: 'cut', cutAt }
  const spaced = cutAt === 0 ? 0 : cutAt + subscription.groupIntervalMs
  const until = Math.max(oldestNotBefore + subscription.groupWaitMs, spaced)
  return now >= until ? { kind: 'cut', cutAt: now } : { kind: 'wait', until }
}
