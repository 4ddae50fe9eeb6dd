/**
 * A mailbox holds, per subscription, one entry for each event it shall hear of. What is in it at a
 * cut becomes messages, one per kind of event. The stages, each with its reason:
 *
 * 1. paired    missing and back (or withdrawn) before anyone was told → both dropped
 * 2. overtaken an opening whose end came while the subscription was not active
 * 3. unwanted  a closing event whose opening was told, but the subscription asked not to hear it
 * 4. silenced  held back until the silence ends, then looked at again
 * 5. deferred  an earlier event of the same host is still untold, or not due: that one goes first
 * 6. told      goes out with this cut
 *
 * An entry stays in the store after it was claimed: it is the proof that this event has already
 * been given to a delivery, however often fan-out runs.
 */
import { type EventKind, type FleetEvent, type HostEvent, isHostEvent } from './event.ts'
import {
  type DeliveryId,
  entryId,
  type HostId,
  type SilenceId,
  type SubscriptionId,
} from './ids.ts'
import { activeSilences, type Silence, silenceOver } from './silence.ts'
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
  /** The attempt at gathering that claimed it; it is told if the delivery has the same. */
  readonly fence: number
  /** Why it is never told, if so. */
  readonly dropped: Dropped | 'deleted' | null
}

export type Dropped = 'paired' | 'overtaken' | 'unwanted'

/** The order in which kinds are told: whoever is missing comes first. */
export const TELLING_ORDER: readonly EventKind[] = [
  'host.missing',
  'host.recovered',
  'host.withdrawn',
  'host.registered',
  'flatline.blind',
]

/** What is looked at again at `until`, or when the silence is deleted. */
export interface Held {
  readonly entry: Entry
  readonly silenceId: SilenceId | null
  readonly until: number
}

export interface Sorted {
  readonly told: ReadonlyMap<EventKind, readonly Entry[]>
  readonly held: readonly Held[]
  readonly dropped: readonly { readonly entry: Entry; readonly reason: Dropped }[]
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
    fence: 0,
    dropped: null,
  }
}

/** A closing event follows its opening into the mailbox, so that the two can be paired there. */
export function belongsInMailbox(subscription: Subscription, event: FleetEvent): boolean {
  if (wants(subscription, event).kind === 'wanted') return true
  if (!isEnd(event)) return false
  return wants(subscription, { ...event, kind: 'host.missing' }).kind === 'wanted'
}

/** An arrival in the future was written before the clock was set back: it is due. */
export function dueFrom(entry: Entry, now: number): number {
  return entry.silenceId === null && entry.notBefore > now ? 0 : entry.notBefore
}

export interface Sorting {
  readonly subscription: Subscription
  readonly silences: readonly Silence[]
  /** Ids of openings whose end passed this mailbox by. */
  readonly overtaken: ReadonlySet<string>
  readonly cutAt: number
  readonly now: number
}

/** `entries`: all that wait, also those that are not due at the cut: they decide on the order. */
export function sortEntries(entries: readonly Entry[], sorting: Sorting): Sorted {
  const { subscription, cutAt, now } = sorting
  const silences = activeSilences(sorting.silences, now)
  const paired = findPairs(entries)
  const blockedBy = findBlockers(entries, paired, cutAt, now)
  const ready: Entry[] = []
  const held: Held[] = []
  const dropped: { entry: Entry; reason: Dropped }[] = []
  for (const entry of entries) {
    if (paired.has(entry.id)) dropped.push({ entry, reason: 'paired' })
    else if (dueFrom(entry, now) > cutAt) continue
    else if (sorting.overtaken.has(entry.id)) dropped.push({ entry, reason: 'overtaken' })
    else if (!asksFor(subscription, entry.event)) dropped.push({ entry, reason: 'unwanted' })
    else {
      const silence = silenceOver(entry.event, silences)
      const hold = silence && { entry, silenceId: silence.id, until: silence.to }
      const waits = hold ?? blockedBy(entry)
      if (waits === undefined) ready.push(entry)
      else held.push(waits)
    }
  }
  return { told: firstOfEachHost(ready), held, dropped }
}

/** An earlier event of the same host that is not due yet: what came after it waits with it. */
function findBlockers(
  entries: readonly Entry[],
  paired: ReadonlySet<string>,
  cutAt: number,
  now: number,
): (entry: Entry) => Held | undefined {
  const blockers = new Map<HostId, Omit<Held, 'entry'> & { readonly event: HostEvent }>()
  for (const entry of entries) {
    const { id, event, silenceId, notBefore: until } = entry
    if (!isHostEvent(event) || paired.has(id) || dueFrom(entry, now) <= cutAt) continue
    const known = blockers.get(event.hostId)
    if (known && happenedBefore(known.event, event)) continue
    blockers.set(event.hostId, { event, silenceId, until })
  }
  return (entry) => {
    const { event } = entry
    const blocker = isHostEvent(event) ? blockers.get(event.hostId) : undefined
    if (blocker === undefined || !isHostEvent(event)) return undefined
    const { silenceId, until } = blocker
    return happenedBefore(blocker.event, event) ? { entry, silenceId, until } : undefined
  }
}

/** Whoever reads the messages in order ends up knowing how each host is now. */
function firstOfEachHost(entries: readonly Entry[]): ReadonlyMap<EventKind, readonly Entry[]> {
  const first = new Map<HostId, HostEvent>()
  for (const { event } of entries) {
    if (!isHostEvent(event)) continue
    const known = first.get(event.hostId)
    if (known === undefined || happenedBefore(event, known)) first.set(event.hostId, event)
  }
  const told = new Map<EventKind, Entry[]>()
  for (const entry of entries) {
    const { event } = entry
    if (isHostEvent(event) && first.get(event.hostId) !== event) continue
    const sameKind = told.get(event.kind)
    if (sameKind === undefined) told.set(event.kind, [entry])
    else sameKind.push(entry)
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

function isEnd(event: FleetEvent): event is HostEvent {
  return event.kind === 'host.recovered' || event.kind === 'host.withdrawn'
}

/** Ids of entries that open and close the same incident, both still untold. */
function findPairs(entries: readonly Entry[]): ReadonlySet<string> {
  const paired = new Set<string>()
  const ends = entries.filter(({ event }) => isEnd(event))
  if (ends.length === 0) return paired
  const openings = new Map<string, string>()
  for (const { id, event } of entries) {
    if (event.kind === 'host.missing' && event.incidentId) openings.set(event.incidentId, id)
  }
  for (const { id, event } of ends) {
    const opening = isHostEvent(event) ? openings.get(event.incidentId ?? '') : undefined
    if (opening !== undefined) paired.add(opening).add(id)
  }
  return paired
}

const PLACING_FACTOR = 3
const PLACING_MS_MIN = 30_000

export type CutVerdict =
  | { readonly kind: 'idle' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'cut'; readonly cutAt: number }

/**
 * When may the next message go? What was already due at the last cut goes at once; anything newer
 * waits for its group to form (groupWait) and keeps its distance to the last cut (groupInterval).
 * While a mass of events is still being placed, the group has up to three times as long to form,
 * and half a minute at least.
 */
export function nextCut(
  subscription: Subscription,
  cutAt: number,
  oldestNotBefore: number | undefined,
  now: number,
  placing = false,
): CutVerdict {
  if (oldestNotBefore === undefined) return { kind: 'idle' }
  if (oldestNotBefore <= cutAt) return { kind: 'cut', cutAt }
  const spaced = cutAt === 0 ? 0 : cutAt + subscription.groupIntervalMs
  const { groupWaitMs } = subscription
  const formingMs = placing ? Math.max(groupWaitMs * PLACING_FACTOR, PLACING_MS_MIN) : groupWaitMs
  const until = Math.max(oldestNotBefore + formingMs, spaced)
  return now >= until ? { kind: 'cut', cutAt: now } : { kind: 'wait', until }
}
