import type { Labels } from './host.ts'
import type { EventId, HostId, IncidentId } from './ids.ts'

export const HOST_EVENT_KINDS = [
  'host.missing',
  'host.recovered',
  'host.registered',
  'host.withdrawn',
] as const
export const EVENT_KINDS = [...HOST_EVENT_KINDS, 'flatline.blind'] as const

export type HostEventKind = (typeof HOST_EVENT_KINDS)[number]
export type EventKind = (typeof EVENT_KINDS)[number]

/** Why an incident ended although the host was not heard from again. */
export type Withdrawal = 'paused' | 'retired' | 'deleted'

/** Something that happened to one host, with all that a message about it needs. */
export interface HostEvent {
  readonly id: EventId
  readonly kind: HostEventKind
  /** When it became true: the deadline that passed, or the heartbeat that came back. */
  readonly at: number
  /** When it was noticed. */
  readonly noticedAt: number
  readonly hostId: HostId
  readonly site: string | null
  readonly labels: Labels
  readonly lastHeartbeatAt: number
  readonly deadlineAt: number
  /** Null for `host.registered`, which belongs to no incident. */
  readonly incidentId: IncidentId | null
  readonly epoch: number
  /** The last heartbeat before the silence; absent for `host.registered`. */
  readonly silentSince?: number
  readonly withdrawal?: Withdrawal
  /** Another region could not be asked when the host was found missing. */
  readonly unconfirmed?: true
}

export type BlindCause = 'stopped' | 'stalled' | 'clock' | 'store' | 'overload' | 'unreachable'

/** A time in which we could not hear: nobody was judged by it. */
export interface BlindEvent {
  readonly id: EventId
  readonly kind: 'flatline.blind'
  readonly at: number
  readonly noticedAt: number
  readonly cause: BlindCause
  readonly blindMs: number
  /** Blindness of the past hour passed the bound: every subscription hears of it. */
  readonly insist: boolean
  /** How much of the past hour counts as blind; where everybody hears of it. */
  readonly hourMs?: number
}

export type FleetEvent = HostEvent | BlindEvent

export function isHostEvent(event: FleetEvent): event is HostEvent {
  return event.kind !== 'flatline.blind'
}
