/**
 * The outside world on one page. Whoever implements a port keeps its promises; whoever calls it
 * relies on nothing else. Instants are milliseconds since the Unix epoch, durations milliseconds.
 */
import type { Timing } from '../core/deadline.ts'
import type { Outcome } from '../core/delivery.ts'
import type { HostState } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import type { Tick } from '../core/listening.ts'
import type { Message } from '../core/message.ts'
import type { ChannelKind, Subscription, Target } from '../core/subscription.ts'
import type { ColumnOf, ColumnValue, RecordKind, RecordOf } from './record-kinds.ts'
import type { Survey } from './survey.ts'

/** `wallMs` for instants, `monotonicMs` for durations. */
export interface Clock {
  read(): Tick
}

/** Randomness and digests. */
export interface Entropy {
  /** Cryptographically strong. */
  bytes(count: number): Uint8Array
  /** Uniform in [0, 1); for jitter only. */
  jitter(): number
  /** SHA-256 as lower-case hex. */
  sha256(text: string): string
  /** Compares in constant time. */
  equal(a: string, b: string): boolean
}

export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Names and labels are listed in the adapter; a name unknown there is an error at once. */
export interface Meter {
  count(name: string, by?: number, labels?: Readonly<Record<string, string>>): void
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void
  /** Histograms take seconds. */
  observe(name: string, seconds: number, labels?: Readonly<Record<string, string>>): void
}

// ---- Pulses: the hot, tiny rows -------------------------------------------------------------

export interface Beat {
  readonly hostId: HostId
  readonly at: number
  /** Absent: the host keeps the timing it has, or gets the default. */
  readonly timing?: { readonly intervalMs: number; readonly timeoutMs: number }
  /** 0 unless the host announced that it leaves. */
  readonly awayMs: number
  /** Fingerprint of the site and labels it carried; 0 if none. */
  readonly facts: number
  /** Finite, and never -0. */
  readonly indicators?: Readonly<Record<string, number>>
  /** False once the key's cap is reached: an unknown host is then refused. */
  readonly mayRegister: boolean
}

/**
 * `first`: no record is known for it · `returned`: it is recorded as waiting or missing ·
 * `learned`: its facts differ from the recorded ones · `refused`: unknown, and may not register;
 * nothing was stored. An edge comes again with every heartbeat until it is settled.
 */
export type Edge = 'none' | 'first' | 'returned' | 'learned' | 'refused'

export interface Pulse extends Timing {
  readonly hostId: HostId
  readonly recorded: HostState | 'unrecorded'
  readonly indicators: Readonly<Record<string, number>> | null
  /** Another region may have heard the host later, and could not be asked. */
  readonly unconfirmed?: true
}

/** Of `of` parts, together all pulses, the one with this index from 0. */
export interface Part {
  readonly index: number
  readonly of: number
}

/**
 * What the records say about a host. The later registration wins, then the higher version, whoever
 * comes last: a deleted host that is registered anew starts at version 1 again.
 */
export interface Recorded {
  readonly hostId: HostId
  readonly registeredAt: number
  readonly state: HostState
  readonly site: string | null
  readonly facts: number
  readonly version: number
}

export interface Counts {
  readonly waiting: number
  readonly up: number
  readonly late: number
  readonly missing: number
  readonly paused: number
  readonly retired: number
}

export interface PulseChange {
  readonly timing?: { readonly intervalMs: number; readonly timeoutMs: number } | null
  readonly awayMs?: number
  /** Changes nothing about a host that was heard. */
  readonly unlessHeard?: true
}

/** Adapters are given the default interval and timeout when they are made. */
export interface Pulses {
  /**
   * Resolves when all beats are durable; one edge per beat, in order. A crash or a power cut after
   * that loses none. Rejects with `store_unavailable` or `overloaded`, and then none of them counts
   * as acknowledged. The last heartbeat never goes back: an older `at` changes nothing but is
   * acknowledged.
   */
  beat(beats: readonly Beat[]): Promise<Edge[]>

  /** In order; undefined for hosts without a pulse. */
  read(hostIds: readonly HostId[]): Promise<(Pulse | undefined)[]>

  /**
   * Every pulse that disagrees with what is recorded, in batches of at most 500: recorded `up` and
   * overdue; recorded `missing` or `waiting` and heard in time; unrecorded. May yield one too many
   * (the caller decides by `read` and the record), never one too few. A store may look at `part`
   * of the pulses only, so that several sweepers share the work.
   */
  unsettled(listeningSince: number, now: number, part?: Part): AsyncIterable<readonly Pulse[]>

  /** Tells the pulses what the records say: a cache that a start or a sweep can make anew. */
  settle(recorded: readonly Recorded[]): Promise<void>

  /**
   * Sets what is given, durably, and makes a row if there is none (a host that was announced).
   * `timing` null goes back to the default; `awayMs` counts from the last heartbeat.
   */
  configure(hostId: HostId, change: PulseChange): Promise<void>

  /**
   * Pulls last heartbeats that lie after `now` back to it: the clock was set back. For whoever
   * alone writes to a store: what it gives to `beat` after this call is left as it is.
   */
  clamp(now: number): Promise<void>

  remove(hostId: HostId): Promise<void>

  /** Hosts by state, in all and per site ('' for none). */
  tally(listeningSince: number, now: number): Promise<{ total: Counts; sites: Map<string, Counts> }>

  /** Ids of late hosts greater than `after`, in order, at most `limit`. */
  late(listeningSince: number, now: number, after: string, limit: number): Promise<HostId[]>

  /** Rejects with `not_available` where the fleet is too large for it. */
  survey(listeningSince: number, now: number): Promise<Survey>
}

// ---- Records: cold, versioned items ---------------------------------------------------------

export interface Versioned<T> {
  readonly value: T
  /** 1 when created, then + 1 with each write. */
  readonly version: number
}

/**
 * One conditional write. `ifVersion` 0: only if the record is absent. `value` null removes it. A
 * record that was removed and is made again starts at version 1.
 */
export type Write = {
  readonly [K in RecordKind]: {
    readonly kind: K
    readonly id: string
    readonly value: RecordOf[K] | null
    readonly ifVersion: number
  }
}[RecordKind]

export interface Query<K extends RecordKind> {
  /** Columns that must equal; null in a column never matches. */
  readonly where?: Readonly<Partial<Record<ColumnOf<K>, ColumnValue>>>
  /** A column that must be at most this. */
  readonly atMost?: { readonly column: ColumnOf<K>; readonly value: number }
  /** Default: by id, upwards. Records with a null in the column are left out. Ties go by id. */
  readonly orderBy?: ColumnOf<K>
  readonly descending?: boolean
  /** Keeps what the predicate accepts. Stores look at a bounded number of records per call. */
  readonly filter?: (value: RecordOf[K]) => boolean
  /** Opaque, from the page before. Rejects with `invalid_cursor` if it is not one of ours. */
  readonly cursor?: string
  /** 1-1,000 */
  readonly limit: number
}

export interface Page<T> {
  readonly items: readonly Versioned<T>[]
  /** Null at the end. A page may be short, even empty, and still have a next one. */
  readonly next: string | null
}

export interface Records {
  /**
   * What `list` returns is current, but it may leave out what was written in the last moments:
   * this long, as a rule, in milliseconds. 0: never. Where it matters, `get` has the last word.
   */
  readonly lagMs: number

  /** In order; undefined where there is none. Reads what was last written, in any process. */
  get<K extends RecordKind>(
    kind: K,
    ids: readonly string[],
  ): Promise<(Versioned<RecordOf[K]> | undefined)[]>

  /**
   * Each write stands alone: it is applied if its condition holds, whatever becomes of the others,
   * and a crash may leave any subset. At most 1,000, no two for the same record. Resolves when all
   * are durable, with true per write that was applied. Rejects with `store_unavailable`; then any
   * subset may have been applied.
   */
  write(writes: readonly Write[]): Promise<boolean[]>

  list<K extends RecordKind>(kind: K, query: Query<K>): Promise<Page<RecordOf[K]>>

  /** Number of records whose columns equal; may be slow, and may be a few seconds old. */
  count<K extends RecordKind>(kind: K, where: NonNullable<Query<K>['where']>): Promise<number>
}

// ---- Channels -------------------------------------------------------------------------------

export interface Channel<T extends Target = Target> {
  /**
   * Throws a FlatlineError if the target can never work (`forbidden_url`, `smtp_not_configured`).
   * Asked before a subscription is saved.
   */
  check(target: T): Promise<void>
  /**
   * One attempt, at most 15 s, never rejects. `accepted` only if the receiver has taken the
   * message over. The same message may come again: the receiver must be able to see that by its id.
   */
  send(target: T, message: Message, subscription: Pick<Subscription, 'name'>): Promise<Outcome>
}

export type Channels = { readonly [K in ChannelKind]: Channel<Extract<Target, { kind: K }>> }

// ---- Recipients of a topic ------------------------------------------------------------------

export type RecipientProtocol = 'email' | 'email-json' | 'sms' | 'https' | 'sqs'

/** `pending`: not confirmed yet · `absent`: not subscribed there · `unknown`: no answer. */
export type RecipientState = 'confirmed' | 'pending' | 'absent' | 'unknown'

export interface Recipient {
  /** Derived from protocol and endpoint: the same in every region. */
  readonly id: string
  /** One of `RecipientProtocol`, or another that was subscribed elsewhere, such as lambda. */
  readonly protocol: string
  readonly endpoint: string
  readonly regions: readonly { readonly region: string; readonly state: RecipientState }[]
}

/**
 * Who is subscribed to a topic and to its twin in the other region. Every call does what it can in
 * each region and may be repeated: what was done stays done. At most 15 s. Throws
 * `region_unavailable` naming the regions that are left, and `sns_not_configured`.
 */
export interface Recipients {
  /** By id, upwards. A region without an answer is `unknown`; throws if nobody could be listed. */
  list(topicArn: string): Promise<readonly Recipient[]>
  /** One that exists stays, and its state is answered. Throws `invalid_field`, `limit_reached`. */
  add(topicArn: string, protocol: RecipientProtocol, endpoint: string): Promise<Recipient>
  /** Throws `recipient_pending` where it must confirm first, and `not_found`. */
  remove(topicArn: string, id: string): Promise<void>
}

// ---- The browser's event stream -------------------------------------------------------------

export interface Stream {
  publish(type: string, payload: object): void
}
