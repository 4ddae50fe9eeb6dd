/**
 * The kinds of record, how each is named, and the columns by which it can be found. Every store
 * builds its tables or indexes from this list, so a new kind is added here and nowhere else.
 * A column that is null leaves the record out of the lists by that column (a sparse index).
 */
import type { Delivery } from '../core/delivery.ts'
import type { FleetEvent } from '../core/event.ts'
import type { Host } from '../core/host.ts'
import type { KeyId, SubscriptionId } from '../core/ids.ts'
import type { Incident } from '../core/incident.ts'
import type { Presence } from '../core/joint-listening.ts'
import type { Key } from '../core/key.ts'
import type { Listening } from '../core/listening.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Silence } from '../core/silence.ts'
import type { Subscription } from '../core/subscription.ts'

/** The head of a subscription's mailbox: who works on it, and how far it has come. */
export interface Mailbox {
  readonly subscriptionId: SubscriptionId
  /** Number of the delivery that is being gathered or sent. */
  readonly sequence: number
  /** Whoever writes it works on the mailbox until then; a new holder may take it after. */
  readonly leaseHolder: string | null
  readonly leaseUntil: number
  /** The delivery whose gathering was begun and is not known to have ended. */
  readonly gathering: number | null
  /** Deliveries that were gathered more than once: claims of a former attempt may be left over. */
  readonly disputed: readonly number[]
  /** What was gathered last, until it is sure that its own record exists. */
  readonly composed: Delivery | null
}

/** What a listener (one server, one region) must remember of its own hearing and blindness. */
export interface Listener {
  readonly name: string
  readonly windows: Listening['windows']
  readonly insistedAt: number
  readonly pendingEvents: readonly FleetEvent[]
  /** The rest is kept where several listeners share one store; others judge hosts by it. */
  readonly presence: Presence | null
}

/** The right to do a piece of work that one does for all, such as a part of a sweep. */
export interface Lease {
  readonly name: string
  readonly holder: string
  readonly until: number
  /** When the work was last taken up, and when it was last completed; 0 if never. */
  readonly takenAt: number
  readonly doneAt: number
}

export interface AuditLine {
  readonly id: string
  readonly at: number
  readonly keyId: KeyId
  readonly keyName: string
  /** "POST /v1/subscriptions" */
  readonly action: string
  /** The resource that was touched. */
  readonly target: string
  readonly status: number
  readonly from: string
}

export interface Session {
  /** SHA-256 of the cookie's token. */
  readonly id: string
  readonly keyId: KeyId
  readonly createdAt: number
  readonly expiresAt: number
}

/** The stored answer to a POST with an Idempotency-Key; null while it is being worked on. */
export interface Replay {
  readonly id: string
  readonly requestHash: string
  readonly createdAt: number
  readonly answer: {
    readonly status: number
    readonly location: string
    readonly body: string
  } | null
}

export interface RecordOf {
  host: Host
  incident: Incident
  subscription: Subscription
  mailbox: Mailbox
  entry: Entry
  delivery: Delivery
  silence: Silence
  key: Key
  listener: Listener
  lease: Lease
  audit: AuditLine
  session: Session
  replay: Replay
}

export type RecordKind = keyof RecordOf
export type ColumnValue = string | number | null

interface KindRules<T> {
  readonly id: (record: T) => string
  readonly columns: Readonly<Record<string, (record: T) => ColumnValue>>
}

/** Times as sortable columns are numbers; a boolean is 1 or null. */
export const RECORD_KINDS = {
  host: kind<Host>()({
    id: (host) => host.hostId,
    columns: {
      state: (host) => host.state,
      site: (host) => host.site,
      keyId: (host) => host.keyId,
      since: (host) => host.since,
      /** Kept as columns because the pulses are told them at the start. */
      facts: (host) => host.facts,
      registeredAt: (host) => host.registeredAt,
      pending: (host) => (host.pendingEvents.length > 0 ? 1 : null),
    },
  }),
  incident: kind<Incident>()({
    id: (incident) => incident.id,
    columns: {
      state: (incident) => incident.state,
      site: (incident) => incident.site,
      hostId: (incident) => incident.hostId,
      openedAt: (incident) => incident.openedAt,
      epoch: (incident) => incident.epoch,
    },
  }),
  subscription: kind<Subscription>()({ id: (subscription) => subscription.id, columns: {} }),
  mailbox: kind<Mailbox>()({ id: (mailbox) => mailbox.subscriptionId, columns: {} }),
  entry: kind<Entry>()({
    id: (entry) => entry.id,
    columns: {
      /** The mailbox it still waits in. */
      waitingIn: (entry) =>
        entry.deliveryId === null && entry.dropped === null ? entry.subscriptionId : null,
      notBefore: (entry) => entry.notBefore,
      deliveryId: (entry) => entry.deliveryId,
      silenceId: (entry) => (entry.deliveryId === null ? entry.silenceId : null),
      incidentId: (entry) => ('incidentId' in entry.event ? entry.event.incidentId : null),
      createdAt: (entry) => entry.createdAt,
    },
  }),
  delivery: kind<Delivery>()({
    id: (delivery) => delivery.id,
    columns: {
      subscriptionId: (delivery) => delivery.subscriptionId,
      state: (delivery) => delivery.state,
      createdAt: (delivery) => delivery.createdAt,
    },
  }),
  silence: kind<Silence>()({ id: (silence) => silence.id, columns: {} }),
  key: kind<Key>()({ id: (key) => key.id, columns: {} }),
  listener: kind<Listener>()({
    id: (listener) => listener.name,
    columns: { pending: (listener) => (listener.pendingEvents.length > 0 ? 1 : null) },
  }),
  lease: kind<Lease>()({ id: (lease) => lease.name, columns: {} }),
  audit: kind<AuditLine>()({ id: (line) => line.id, columns: { at: (line) => line.at } }),
  session: kind<Session>()({
    id: (session) => session.id,
    columns: { expiresAt: (session) => session.expiresAt },
  }),
  replay: kind<Replay>()({
    id: (replay) => replay.id,
    columns: { createdAt: (replay) => replay.createdAt },
  }),
} as const

export type ColumnOf<K extends RecordKind> = keyof (typeof RECORD_KINDS)[K]['columns'] & string

function kind<T>() {
  return <const R extends KindRules<T>>(rules: R): R => rules
}
