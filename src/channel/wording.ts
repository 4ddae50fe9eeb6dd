/** How a message is put into words; the same words go into plain text, HTML and the log. */
import { inWords, type Message, type MessageHost, type MessageType } from '../core/message.ts'
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
    default:
      return { label: 'Not watched since', value: instant(host.at) }
  }
}

export function factsOf(message: Message, host: MessageHost): Fact[] {
  return [
    { label: 'Site', value: host.site === null ? 'none' : inertLine(host.site, 100) },
    whatHappened(message, host),
    { label: 'Last heartbeat', value: instant(host.lastHeartbeatAt) },
    { label: 'Deadline', value: instant(host.deadlineAt) },
  ]
}

/** RFC 3339 in UTC with milliseconds; "never" for 0, which stands for "not yet heard". */
export function instant(at: number): string {
  const date = new Date(at)
  return at === 0 || Number.isNaN(date.getTime()) ? 'never' : date.toISOString()
}

function silence(host: MessageHost, now: number): string {
  if (host.lastHeartbeatAt === 0) return 'it was announced'
  return `${instant(host.lastHeartbeatAt)} (${span(host.lastHeartbeatAt, now)})`
}

function span(from: number, to: number): string {
  return inWords(Math.max(0, to - from))
}
