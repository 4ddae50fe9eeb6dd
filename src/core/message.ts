/**
 * What people read. A message is composed once, stored inside its delivery, and sent in the same
 * words at every attempt. It is bounded: a subject under 100 characters, at most `HOSTS_MAX` hosts
 * and `HOSTS_BYTES_MAX` bytes of them; the rest is counted in `more`.
 */

import type { HostEvent } from './event.ts'
import { type BlindEvent, type EventKind, type FleetEvent, isHostEvent } from './event.ts'
import type { DeliveryId, HostId, IncidentId } from './ids.ts'

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
  /** Missing: the deadline that passed. Recovered: the heartbeat that came. */
  readonly at: number
  readonly lastHeartbeatAt: number
  readonly deadlineAt: number
  readonly incidentId: IncidentId | null
  readonly url: string | null
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
}

export const SUBJECT_MAX = 99
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
  const told = events.filter(isHostEvent).sort(byHostId)
  const hosts = boundedHosts(told, input.publicUrl)
  return {
    type,
    notificationId,
    subject: subjectOf(HEADLINES[type], told),
    timestamp,
    total: told.length,
    hosts,
    more: told.length - hosts.length,
    note: null,
  }
}

/** "Hosts missing [till-1, till-2 (+9 more)]", always under 100 characters. */
function subjectOf(headline: string, events: readonly HostEvent[]): string {
  const shown: string[] = []
  for (const { hostId } of events) {
    const candidate = bracket(headline, [...shown, hostId], events.length)
    if (candidate.length > SUBJECT_MAX) break
    shown.push(hostId)
  }
  if (shown.length > 0) return bracket(headline, shown, events.length)
  const room = SUBJECT_MAX - bracket(headline, ['…'], events.length).length
  return bracket(headline, [`${events[0]?.hostId.slice(0, room)}…`], events.length)
}

function bracket(headline: string, names: readonly string[], total: number): string {
  const more = total > names.length ? ` (+${total - names.length} more)` : ''
  return `${headline} [${names.join(', ')}${more}]`
}

function boundedHosts(events: readonly HostEvent[], publicUrl: string | null): MessageHost[] {
  const hosts: MessageHost[] = []
  let bytes = 0
  for (const event of events.slice(0, HOSTS_MAX)) {
    const host = toMessageHost(event, publicUrl)
    bytes += JSON.stringify(host).length
    if (bytes > HOSTS_BYTES_MAX) break
    hosts.push(host)
  }
  return hosts
}

function toMessageHost(event: HostEvent, publicUrl: string | null): MessageHost {
  const { hostId, site, at, lastHeartbeatAt, deadlineAt, incidentId } = event
  const path = incidentId === null ? `hosts/${hostId}` : `incidents/${incidentId}`
  const url = publicUrl === null ? null : `${publicUrl}/${path}`
  return { hostId, site, at, lastHeartbeatAt, deadlineAt, incidentId, url }
}

function byHostId(a: HostEvent, b: HostEvent): number {
  return a.hostId < b.hostId ? -1 : a.hostId > b.hostId ? 1 : 0
}

const CAUSES = {
  stopped: 'Flatline was not running',
  stalled: 'Flatline stood still',
  clock: 'the clock of the Flatline server was set or the server was suspended',
  store: 'Flatline could not write to its disk',
  overload: 'Flatline received more heartbeats than it could store',
} as const

export function describeBlindness(
  events: readonly BlindEvent[],
): Pick<Message, 'subject' | 'total' | 'hosts' | 'more' | 'note'> {
  const blindMs = events.reduce((sum, event) => sum + event.blindMs, 0)
  const causes = [...new Set(events.map((event) => CAUSES[event.cause]))]
  const length = inWords(blindMs)
  const note =
    `Flatline could not hear heartbeats for ${length}: ${causes.join('; ')}. ` +
    'No host was blamed for it. Hosts that disappeared meanwhile are reported one ' +
    'interval and grace after Flatline listened again.'
  return { subject: `Flatline was blind for ${length}`, total: 0, hosts: [], more: 0, note }
}

/** "45 s", "12 min", "3 h 5 min" */
export function inWords(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
