import type { Outcome } from '../core/delivery.ts'
import { instant } from '../core/in-words.ts'
import type { Message, MessageHost } from '../core/message.ts'
import type { Target } from '../core/subscription.ts'
import type { Channel } from '../service/ports.ts'
import { inertLine, inertText } from './inert.ts'
import { silenceBefore, whatHappened } from './wording.ts'

export type LogTarget = Extract<Target, { kind: 'log' }>

const HOSTS_SHOWN_MAX = 5

/** Writes a message as a few lines of text; `writeLine` adds the line break. */
export function logChannel(writeLine: (line: string) => void): Channel<LogTarget> {
  return {
    async check() {},
    async send(_target, message): Promise<Outcome> {
      try {
        for (const line of logLines(message)) writeLine(line)
        return { kind: 'accepted', detail: 'written to standard output' }
      } catch {
        return { kind: 'failed', detail: 'Standard output is closed: restart Flatline with one' }
      }
    },
  }
}

function logLines(message: Message): string[] {
  const shown = message.hosts.slice(0, HOSTS_SHOWN_MAX)
  const more = message.total - shown.length
  const note = message.note === null ? [] : inertText(message.note).split('\n')
  return [
    `${instant(message.timestamp)} ${inertLine(message.subject, 200)}`,
    ...note.map((line) => `  ${line}`),
    ...shown.map((host) => `  ${hostLine(message, host)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `  notification id ${inertLine(message.notificationId)}`,
  ]
}

function hostLine(message: Message, host: MessageHost): string {
  const site = host.site === null ? '' : ` (site ${inertLine(host.site, 100)})`
  const facts = [whatHappened(message, host), silenceBefore(message, host)]
    .filter((fact) => fact !== null)
    .map(({ label, value }) => `${label.toLowerCase()} ${value}`)
  return `${inertLine(host.hostId, 100)}${site} ${facts.join(', ')}`
}
