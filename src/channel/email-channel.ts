import { createTransport } from 'nodemailer'
import type { Outcome } from '../core/delivery.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Target } from '../core/subscription.ts'
import type { Channel } from '../service/ports.ts'
import { isMailAddress, parseMailbox } from './mail-address.ts'
import { mailLetter } from './mail-letter.ts'
import { outcomeOfError, outcomeOfSent } from './smtp-outcome.ts'
import { ATTEMPT_MAX_MS, tooLate } from './time-limit.ts'

export type EmailTarget = Extract<Target, { kind: 'email' }>

export interface EmailOptions {
  /** `smtp://user:password@mail.example.com:587`, or smtps; null: e-mail is not set up. */
  readonly smtpUrl: string | null
  /** `Flatline <flatline@example.com>` */
  readonly smtpFrom: string | null
  /** Its host name introduces us to the mail server, if there is one. */
  readonly publicUrl: string | null
  readonly version: string
  readonly timeLimitMs?: number
}

export interface EmailChannel extends Channel<EmailTarget> {
  /** Ends attempts that are under way, and every connection. */
  close(): void
}

const CONNECTIONS_MAX = 5
const IDLE_MAX_MS = 5_000
const NOT_CONFIGURED = 'No mail server is set up'
const CONFIGURE_HINT =
  'Set FLATLINE_SMTP_URL, for example smtp://user:password@mail.example.com:587, and ' +
  'FLATLINE_SMTP_FROM, for example flatline@example.com, and restart Flatline.'

/** Mails through one SMTP server, over a small pool of connections. */
export function emailChannel(options: EmailOptions): EmailChannel {
  const { timeLimitMs = ATTEMPT_MAX_MS, version } = options
  const server = parseServer(options)
  const pool = server === undefined ? undefined : openPool(options, server.url, timeLimitMs)
  const closing = new AbortController()

  return {
    async check(target) {
      if (server === undefined) {
        throw new FlatlineError('smtp_not_configured', NOT_CONFIGURED, { hint: CONFIGURE_HINT })
      }
      checkAddresses(target.to)
    },

    async send(target, message, subscription): Promise<Outcome> {
      if (server === undefined || pool === undefined) {
        return { kind: 'failed', detail: `${NOT_CONFIGURED}. ${CONFIGURE_HINT}` }
      }
      const to = target.to.filter(isMailAddress)
      if (to.length === 0) return { kind: 'refused', detail: 'No address is well-formed' }
      const limit = AbortSignal.timeout(timeLimitMs)
      const signal = AbortSignal.any([limit, closing.signal])
      try {
        const { from } = server
        const subscriptionName = subscription.name
        const letter = mailLetter({ from, to, message, subscriptionName, version })
        return outcomeOfSent(await pool.sendMail({ ...letter, signal }), server.secrets)
      } catch (error) {
        if (closing.signal.aborted) {
          return { kind: 'failed', detail: 'Flatline was stopped during the attempt' }
        }
        if (limit.aborted) return { kind: 'failed', detail: tooLate(timeLimitMs) }
        return outcomeOfError(error, server.secrets)
      }
    },

    close() {
      closing.abort()
      pool?.close({ force: true })
    },
  }
}

interface Server {
  readonly url: string
  readonly from: { readonly name: string; readonly address: string }
  /** Never shown in a detail. */
  readonly secrets: readonly string[]
}

function parseServer({ smtpUrl, smtpFrom }: EmailOptions): Server | undefined {
  const from = smtpFrom === null ? undefined : parseMailbox(smtpFrom)
  if (smtpUrl === null || from === undefined || !URL.canParse(smtpUrl)) return undefined
  const { protocol, hostname, username, password } = new URL(smtpUrl)
  if ((protocol !== 'smtp:' && protocol !== 'smtps:') || hostname === '') return undefined
  const secrets = [username, password].flatMap((text) => [text, decoded(text)])
  return { url: smtpUrl, from, secrets }
}

function openPool(options: EmailOptions, url: string, timeLimitMs: number) {
  const { publicUrl } = options
  return createTransport({
    pool: true,
    url,
    maxConnections: CONNECTIONS_MAX,
    maxRequeues: 1,
    idleTimeout: IDLE_MAX_MS,
    dnsTimeout: timeLimitMs,
    connectionTimeout: timeLimitMs,
    greetingTimeout: timeLimitMs,
    socketTimeout: timeLimitMs,
    socketCloseTimeout: 0,
    maxResponseSize: 16_384,
    ...(publicUrl !== null && URL.canParse(publicUrl) ? { name: new URL(publicUrl).hostname } : {}),
  })
}

function checkAddresses(to: readonly string[]): void {
  const errors = to.flatMap((address, index) =>
    isMailAddress(address) ? [] : [{ pointer: `/channel/to/${index}`, detail: 'not an address' }],
  )
  if (errors.length === 0 && to.length > 0) return
  throw new FlatlineError('invalid_field', 'A mail address is not well-formed', {
    hint: 'Write each address bare, like ops@example.com, without a name and without < >.',
    errors: to.length === 0 ? [{ pointer: '/channel/to', detail: 'is empty' }] : errors,
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
