import type { HostId, SubscriptionId } from '../core/ids.ts'
import type { Key } from '../core/key.ts'
import type { Listening } from '../core/listening.ts'
import type { Refusals } from './note-refusals.ts'
import type {
  Channels,
  Clock,
  Entropy,
  Log,
  Meter,
  Pulses,
  Recipients,
  Records,
  Stream,
} from './ports.ts'

/** What an operator can set. Durations are milliseconds. */
export interface Settings {
  /** Names this listener in records: one per server or region. */
  readonly listenerName: string
  /** Names this process where it takes leases; the same after a restart only if there is one. */
  readonly holder: string
  /** How long a heartbeat may be on its way into a store that other processes write to; else 0. */
  readonly flightMs: number
  /** Base of links, without a trailing slash; null leaves links out of messages. */
  readonly publicUrl: string | null
  readonly intervalMs: number
  readonly graceMs: number
  /** E-mail domains that need no confirmation; null: all of them. */
  readonly emailDomains: readonly string[] | null
  /** Keys that come from the configuration and are never stored. */
  readonly builtInKeys: readonly Key[]
}

/** Heartbeats that have been read, and wait for their commit. */
export interface Arriving {
  readonly at: number
  readonly heartbeats: readonly { readonly hostId: HostId }[]
}

/** What every verb gets: the outside world, the settings, and since when we have been listening. */
export interface Context {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  readonly meter: Meter
  readonly pulses: Pulses
  readonly records: Records
  readonly channels: Channels
  /** Null where Amazon SNS is not set up. */
  readonly recipients: Recipients | null
  readonly stream: Stream
  /** Lets whoever else waits for this process go first, in work of more than a few milliseconds. */
  readonly nextTurn: () => Promise<void>
  readonly settings: Settings
  /** Volatile, one per process; written by the listening verbs only. */
  listening: Listening
  /** All keys by id; volatile, kept fresh by `refreshKeyring`. */
  keyring: ReadonlyMap<string, Key>
  /** Mailboxes to look at, and when; volatile, since every mailbox is looked at now and then. */
  readonly dueMailboxes: Map<SubscriptionId, number>
  /** What is not in the pulses yet; volatile, like all that follows. */
  readonly arriving: Set<Arriving>
  /** Since when connections may wait to be read, oldest first. */
  readonly unread: Set<{ readonly at: number }>
  /** Up to when all others who hear the same fleet are known to have heard; else infinite. */
  othersHeardUntil: number
  /** Hosts whose record has just got an event to place; volatile, since fan-out lists them too. */
  readonly pendingHosts: Set<HostId>
  /** The clock was set back; last heartbeats in the future are not pulled to now yet. */
  clampDue: boolean
  /** Hosts whose marks may not say what is recorded, since a write of them failed; volatile. */
  readonly doubtful: Set<HostId>
  /** Hosts that have just been heard again and are being settled at once. */
  returning: number
  /** The sweep is in its second batch or later: fan-out lets it finish first. */
  sweepingMass: boolean
  /** Fan-out has more than one batch to place: a mass of events, one message. */
  placing: boolean
  /** Ends when the gathering that began last has ended; never rejects. */
  gathering: Promise<void>
  /** What was refused lately, for people to look at; volatile. Null where nobody can. */
  readonly refused: Refusals | null
  /** Counts of `hostsByKey` that are under way. */
  readonly countingHosts: Map<string, Promise<number>>
  /** Hosts per key, counted as they register; volatile, read from the records at first use. */
  readonly hostsByKey: Map<string, number>
}
