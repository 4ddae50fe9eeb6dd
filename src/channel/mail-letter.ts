import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { Message } from '../core/message.ts'
import { htmlBody } from './html-body.ts'
import { inertLine } from './inert.ts'
import { textBody } from './text-body.ts'

export interface Letter {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly string[]
  readonly message: Message
  readonly subscriptionName: string
  readonly version: string
}

/**
 * The same message makes the same letter at every attempt, byte by byte: date, Message-ID and
 * boundary come from the message. So a mail program shows a copy only once.
 */
export function mailLetter({ from, to, message, ...origin }: Letter): SendMailOptions {
  const id = inertLine(message.notificationId, 200)
  return {
    from: { name: inertLine(from.name, 100), address: from.address },
    to: to.map((address) => ({ name: '', address })),
    envelope: { from: from.address, to: [...to] },
    subject: inertLine(message.subject, 200),
    date: new Date(message.timestamp),
    messageId: `<${asDotAtom(id)}@${from.address.replace(/^.*@/u, '')}>`,
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 24),
    xMailer: `Flatline/${origin.version}`,
    headers: {
      // RFC 3834: keeps absence notes from answering.
      'Auto-Submitted': 'auto-generated',
      'X-Flatline-Notification-ID': id,
      'X-Flatline-Subscription': inertLine(origin.subscriptionName, 200),
    },
    text: textBody(message),
    html: htmlBody(message),
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** RFC 5322, 3.2.3: other characters become `=` and their code, so that ids stay distinct. */
function asDotAtom(id: string): string {
  return id.replace(/[^\w~-]/gu, (character) => `=${character.codePointAt(0)?.toString(16)}`)
}
