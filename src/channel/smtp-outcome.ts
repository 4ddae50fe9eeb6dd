/**
 * What a mail server's answer means:
 *
 * - some recipients taken             → accepted; the detail counts the refused ones
 * - every recipient refused with 5xx  → refused: the addresses do not exist
 * - the message refused with 550-553  → refused
 * - refused by policy (RFC 3463: x.7.y), for want of a login (53x), because of the sender or
 *   temporarily (4xx)                 → failed: the operator can mend it, or time will
 */
import type { NodemailerError, SMTPSentMessageInfo } from 'nodemailer'
import type { Outcome } from '../core/delivery.ts'
import { inertLine } from './inert.ts'
import { withoutSecrets } from './without-secrets.ts'

const REPLY_MAX = 200

export function outcomeOfSent(info: SMTPSentMessageInfo, secrets: readonly string[]): Outcome {
  const reply = clean(info.response, secrets)
  if (info.rejected.length === 0) return { kind: 'accepted', detail: reply }
  const total = info.accepted.length + info.rejected.length
  const detail = `${reply}; ${info.rejected.length} of ${total} addresses refused`
  const why = info.rejectedErrors?.[0]?.response
  return {
    kind: 'accepted',
    detail: why === undefined ? detail : `${detail}: ${clean(why, secrets)}`,
  }
}

export function outcomeOfError(error: unknown, secrets: readonly string[]): Outcome {
  const fault = toFault(error)
  if (fault.response !== undefined) {
    const detail = `${placeOf(fault)}: ${clean(fault.response, secrets)}`
    return { kind: isPermanent(fault) ? 'refused' : 'failed', detail }
  }
  const code = fault.originalCode ?? fault.code ?? 'no code'
  const words = FAULTS[code] ?? FAULTS[fault.code ?? ''] ?? 'the connection to it failed'
  return { kind: 'failed', detail: `Mail server: ${words} (${inertLine(code, 40)})` }
}

const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address; check FLATLINE_SMTP_URL',
  ENOTFOUND: 'its name is not known; check FLATLINE_SMTP_URL',
  EDNS: 'its name cannot be resolved; check FLATLINE_SMTP_URL',
  ETIMEDOUT: 'it did not answer in time',
  ETLS: 'no secure connection; check the certificate and FLATLINE_SMTP_URL',
  EAUTH: 'the login failed; check user and password in FLATLINE_SMTP_URL',
  ENOAUTH: 'it wants a login; add user and password to FLATLINE_SMTP_URL',
}

function isPermanent(fault: NodemailerError): boolean {
  if (fault.command === 'RCPT TO') {
    const replies = fault.rejectedErrors ?? [fault]
    return replies.every((reply) => isCode(reply, 500, 599) && !isOperatorsFault(reply))
  }
  const isAboutMessage = fault.command === 'DATA' || fault.code === 'EMESSAGE'
  return isAboutMessage && isCode(fault, 550, 553) && !isOperatorsFault(fault)
}

function isOperatorsFault(fault: NodemailerError): boolean {
  const isPolicy = /^\d{3}[ -]\d\.7\.\d/.test(fault.response ?? '')
  return isPolicy || isCode(fault, 530, 539) || isCode(fault, 500, 504)
}

function isCode({ responseCode = 0 }: NodemailerError, min: number, max: number): boolean {
  return responseCode >= min && responseCode <= max
}

function placeOf({ command = '', code }: NodemailerError): string {
  if (command === 'RCPT TO') return 'The mail server refused every address'
  if (command === 'MAIL FROM') return 'The mail server refused the sender, FLATLINE_SMTP_FROM'
  if (code === 'EAUTH') return 'The mail server refused the login in FLATLINE_SMTP_URL'
  return 'The mail server refused the message'
}

function clean(reply: string, secrets: readonly string[]): string {
  return inertLine(withoutSecrets(reply, secrets), REPLY_MAX)
}

/** Nodemailer rejects with NodemailerError, all of whose own fields are optional. */
function toFault(error: unknown): NodemailerError {
  return error instanceof Error ? (error as NodemailerError) : new Error('unknown')
}
