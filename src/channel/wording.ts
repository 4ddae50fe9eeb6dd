/** How a message is put into words; the same words go into plain text, HTML and the log. */
import { instant, inWords } from '../core/in-words.ts'
import type { Message, MessageHost, MessageType } from '../core/message.ts'
import { inertLine } from './inert.ts'

export interface Fact {
  readonly label: string
  readonly value: string
}

const LEADS: Partial<Record<MessageType, { readonly one: string; readonly many: string }>> = {
  'hosts.missing': { one: 'host has fallen silent.', many: 'hosts have fallen silent.' },
  'hosts.recovered': { one: 'host is back.', many: 'hosts are back.' },
  'hosts.registered': {
    one: 'host sent its first heartbeat.',
    many: 'hosts sent their first heartbeats.',
  },
  'hosts.withdrawn': { one: 'host is no longer watched.', many: 'hosts are no longer watched.' },
}

/** "11 hosts have fallen silent."; null for messages that are not about hosts. */
export function leadOf(message: Message): string | null {
  const lead = LEADS[message.type]
  if (lead === undefined || message.total === 0) return null
  return `${message.total} ${message.total === 1 ? lead.one : lead.many}`
}

/** What happened to a host, in one short line that follows its name. */
export function whatHappened(message: Message, host: MessageHost): Fact {
  switch (message.type) {
    case 'hosts.missing':
      return { label: 'Silent since', value: silence(host, message.timestamp) }
    case 'hosts.recovered': {
      const missingFor = span(host.deadlineAt, host.at)
      return { label: 'Heard again', value: `${instant(host.at)} (missing for ${missingFor})` }
    }
    case 'hosts.registered':
      return { label: 'First heartbeat', value: instant(host.at) }
    default: {
      const how = host.withdrawal === undefined ? '' : ` (${host.withdrawal})`
      return { label: 'Not watched since', value: `${instant(host.at)}${how}` }
    }
  }
}

/** Since when a host that is back had been silent; null for others, and where it is not known. */
export function silenceBefore(message: Message, host: MessageHost): Fact | null {
  const { silentSince } = host
  if (message.type !== 'hosts.recovered' || silentSince === undefined) return null
  const value = silentSince === 0 ? 'it was announced' : instant(silentSince)
  return { label: 'Silent since', value }
}

const UNKNOWN = 'not known in this region'
const UNCONFIRMED: Fact = { label: 'Unconfirmed', value: 'the other region could not be asked' }

/** The heartbeat that came, of a host that is back or new, is told once. */
export function factsOf(message: Message, host: MessageHost): Fact[] {
  const before = silenceBefore(message, host)
  const toldAbove = message.type === 'hosts.recovered' || message.type === 'hosts.registered'
  return [
    { label: 'Site', value: host.site === null ? 'none' : inertLine(host.site, 100) },
    whatHappened(message, host),
    ...(before === null ? [] : [before]),
    ...(toldAbove ? [] : [{ label: 'Last heartbeat', value: lastHeard(host) }]),
    { label: 'Deadline', value: instant(host.deadlineAt) },
    ...(host.unconfirmed ? [UNCONFIRMED] : []),
  ]
}

function silence(host: MessageHost, now: number): string {
  if (host.lastHeartbeatAt === 0) return host.unconfirmed ? UNKNOWN : 'it was announced'
  return `${instant(host.lastHeartbeatAt)} (${span(host.lastHeartbeatAt, now)})`
}

/** A region that took a host over knows its record, not its heartbeats. */
function lastHeard(host: MessageHost): string {
  return host.lastHeartbeatAt === 0 && host.unconfirmed ? UNKNOWN : instant(host.lastHeartbeatAt)
}

function span(from: number, to: number): string {
  return inWords(Math.max(0, to - from))
}
