import type { Message, MessageHost } from '../core/message.ts'
import { inertLine, inertText } from './inert.ts'
import { type Fact, factsOf, leadOf } from './wording.ts'

const LABEL_WIDTH = 19

/** The plain-text part of a mail. Depends on nothing but the message. */
export function textBody(message: Message): string {
  const lead = leadOf(message)
  const blocks = [
    ...(lead === null ? [] : [lead]),
    ...(message.note === null ? [] : [inertText(message.note)]),
    ...message.hosts.map((host) => hostBlock(message, host)),
    ...(message.more > 0 ? [`and ${message.more} more`] : []),
    `Notification id: ${inertLine(message.notificationId)}`,
  ]
  return `${blocks.join('\n\n')}\n`
}

function hostBlock(message: Message, host: MessageHost): string {
  const link = host.url === null ? [] : [{ label: 'Link', value: inertLine(host.url) }]
  const facts = [...factsOf(message, host), ...link]
  return [inertLine(host.hostId, 100), ...facts.map(factLine)].join('\n')
}

function factLine({ label, value }: Fact): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${value}`
}
