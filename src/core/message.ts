/**
 * What people read. A message is composed once, stored inside its delivery, and sent in the same
 * words at every attempt. It is bounded: a subject under 100 characters, at most `HOSTS_MAX` hosts
 * and `HOSTS_BYTES_MAX` bytes of them; the rest is counted in `more`.
 */

import { describeBlindness } from './blindness.ts'
import type { BlindEvent, EventKind, FleetEvent, HostEvent, Withdrawal } from './event.ts'
import { isHostEvent } from './event.ts'
import type { DeliveryId, HostId, IncidentId } from './ids.ts'
import type { BlindWindow } from './listening.ts'

export type MessageType =
  | 'hosts.missing'
  | 'hosts.recovered'
  | 'hosts.registered'
  | 'hosts.withdrawn'
  | 'flatline.blind'
  | 'flatline.test'
  | 'flatline.confirm'

export interface MessageHost {
  readonly hostId: HostId
  readonly site: string | null
  /** The deadline that passed, the heartbeat that came, or when it was withdrawn. */
  readonly at: number
  readonly lastHeartbeatAt: number
  readonly deadlineAt: number
  readonly incidentId: IncidentId | null
  readonly url: string | null
  /** The last heartbeat before the silence; absent where there was none. */
  readonly silentSince?: number
  readonly withdrawal?: Withdrawal
  /** Another region could not be asked whether it heard the host. */
  readonly unconfirmed?: true
}

export interface Message {
  readonly type: MessageType
  readonly notificationId: string
  readonly subject: string
  readonly timestamp: number
  readonly total: number
  readonly hosts: readonly MessageHost[]
  readonly more: number
  /** Sentences for messages that are not about hosts. */
  readonly note: string | null
  /** The latest times in which Flatline could not hear, in `flatline.blind` only. */
  readonly windows?: readonly BlindWindow[]
}

export const SUBJECT_MAX = 99
export const SUBJECT_NAME_MAX = 40
export const HOSTS_MAX = 50
export const HOSTS_BYTES_MAX = 16_000

const TYPES = {
  'host.missing': 'hosts.missing',
  'host.recovered': 'hosts.recovered',
  'host.registered': 'hosts.registered',
  'host.withdrawn': 'hosts.withdrawn',
  'flatline.blind': 'flatline.blind',
} as const satisfies Record<EventKind, MessageType>

const HEADLINES = {
  'hosts.missing': 'Hosts missing',
  'hosts.recovered': 'Hosts recovered',
  'hosts.registered': 'Hosts registered',
  'hosts.withdrawn': 'Hosts withdrawn',
} as const

export interface MessageInput {
  readonly notificationId: DeliveryId
  readonly kind: EventKind
  readonly events: readonly FleetEvent[]
  /** Base of links, without a trailing slash; null leaves links out. */
  readonly publicUrl: string | null
  readonly now: number
}

export function composeMessage(input: MessageInput): Message {
  const { notificationId, events, now: timestamp } = input
  const type = TYPES[input.kind]
  if (type === 'flatline.blind') {
    const blind = events.filter((event): event is BlindEvent => !isHostEvent(event))
    return { type, notificationId, timestamp, ...describeBlindness(blind) }
  }
  const told = firstByHostId(events)
  const total = events.length
  const hosts = boundedHosts(told, input.publicUrl)
  return {
    type,
    notificationId,
    subject: subjectOf(HEADLINES[type], told, total),
    timestamp,
    total,
    hosts,
    more: total - hosts.length,
    note: null,
  }
}

/** "Hosts missing [till-1, till-2 (+9 more)]", always under 100 characters. */
function subjectOf(headline: string, events: readonly HostEvent[], total: number): string {
  const shown: string[] = []
  for (const { hostId } of events) {
    const name = clipName(hostId)
    if (bracket(headline, [...shown, name], total).length > SUBJECT_MAX) break
    shown.push(name)
  }
  return bracket(headline, shown, total)
}

/** So that one long name leaves room for others. Host ids are ASCII: any cut is a clean one. */
function clipName(hostId: HostId): string {
  if (hostId.length <= SUBJECT_NAME_MAX) return hostId
  return `${hostId.slice(0, SUBJECT_NAME_MAX - 1)}…`
}

function bracket(headline: string, names: readonly string[], total: number): string {
  const more = total > names.length ? ` (+${total - names.length} more)` : ''
  return `${headline} [${names.join(', ')}${more}]`
}

function boundedHosts(events: readonly HostEvent[], publicUrl: string | null): MessageHost[] {
  const hosts: MessageHost[] = []
  let bytes = 0
  for (const event of events) {
    const host = toMessageHost(event, publicUrl)
    bytes += JSON.stringify(host).length
    if (bytes > HOSTS_BYTES_MAX) break
    hosts.push(host)
  }
  return hosts
}

function toMessageHost(event: HostEvent, publicUrl: string | null): MessageHost {
  const { hostId, site, at, lastHeartbeatAt, deadlineAt, incidentId } = event
  const { silentSince, withdrawal, unconfirmed } = event
  const path = incidentId === null ? `hosts/${hostId}` : `incidents/${incidentId}`
  const url = publicUrl === null ? null : `${publicUrl}/${path}`
  return {
    ...{ hostId, site, at, lastHeartbeatAt, deadlineAt, incidentId, url },
    ...(silentSince === undefined ? {} : { silentSince }),
    ...(withdrawal === undefined ? {} : { withdrawal }),
    ...(unconfirmed === undefined ? {} : { unconfirmed }),
  }
}

/** No more than are named: to sort a mass of them would take long. */
function firstByHostId(events: readonly FleetEvent[]): HostEvent[] {
  const first: HostEvent[] = []
  for (const event of events) {
    if (!isHostEvent(event)) continue
    const last = first[HOSTS_MAX - 1]
    if (last !== undefined && last.hostId <= event.hostId) continue
    const at = first.findIndex(({ hostId }) => hostId > event.hostId)
    first.splice(at === -1 ? first.length : at, 0, event)
    first.length = Math.min(first.length, HOSTS_MAX)
  }
  return first
}
