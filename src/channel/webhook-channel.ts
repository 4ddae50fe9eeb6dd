import type { Outcome } from '../core/delivery.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Target } from '../core/subscription.ts'
import type { Channel } from '../service/ports.ts'
import { inertLine } from './inert.ts'
import { post } from './post.ts'
import { type Resolve, type TargetGuard, targetGuard } from './target-guard.ts'
import { ATTEMPT_MAX_MS, tooLate } from './time-limit.ts'
import { webhookOutcome } from './webhook-outcome.ts'
import { webhookPayload } from './webhook-payload.ts'
import { webhookHeaders, webhookKey } from './webhook-signature.ts'
import { withoutSecrets } from './without-secrets.ts'

export type WebhookTarget = Extract<Target, { kind: 'webhook' }>

export interface WebhookOptions {
  /** Addresses and CIDRs that may be reached although they are private. */
  readonly allowTargets: readonly string[]
  readonly version: string
  readonly timeLimitMs?: number
  /** Milliseconds since the Unix epoch; the machine's clock unless given. */
  readonly now?: () => number
  /** The system's resolver unless given. */
  readonly resolve?: Resolve
}

export interface WebhookChannel extends Channel<WebhookTarget> {
  /** Ends attempts that are under way. */
  close(): void
}

const URL_MAX = 2_048
const NAME_LOOKUP_MAX_MS = 5_000
/** Shorter parts of a path are words, not passwords. */
const SEGMENT_MIN = 16
const ALLOW_HINT =
  'Use an address that anyone on the internet can reach. To reach a private one, the operator ' +
  'names it in FLATLINE_ALLOW_TARGETS, for example FLATLINE_ALLOW_TARGETS=10.0.0.0/8'

/** Signed POSTs as Standard Webhooks defines them, to addresses that are allowed. */
export function webhookChannel(options: WebhookOptions): WebhookChannel {
  const { timeLimitMs = ATTEMPT_MAX_MS, now = Date.now } = options
  const guard = targetGuard(options.allowTargets, options.resolve)
  const closing = new AbortController()

  return {
    async check(target) {
      const { url } = parseTarget(target)
      if (await isForbidden(guard, url)) {
        throw new FlatlineError('forbidden_url', 'The URL leads to a private or local address', {
          hint: ALLOW_HINT,
        })
      }
    },

    async send(target, message): Promise<Outcome> {
      const limit = AbortSignal.timeout(timeLimitMs)
      const signal = AbortSignal.any([limit, closing.signal])
      try {
        const { url, key } = parseTarget(target)
        const route = await guard.route(url, signal)
        if (route.kind === 'forbidden') return failed(`The address is not allowed. ${ALLOW_HINT}`)
        const body = webhookPayload(message)
        const headers = {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'accept-encoding': 'identity',
          'user-agent': `Flatline/${options.version}`,
          ...webhookHeaders(key, message.notificationId, now(), body),
        }
        const answer = await post({ ...route, url, headers, body, signal })
        const text = withoutSecrets(answer.text, secretsOf(target.secret, url))
        return webhookOutcome({ ...answer, text }, now())
      } catch (error) {
        if (closing.signal.aborted) return failed('Flatline was stopped during the attempt')
        return limit.aborted ? failed(tooLate(timeLimitMs)) : outcomeOfError(error)
      }
    },

    close() {
      closing.abort()
      guard.close()
    },
  }
}

/** Throws what `check` throws for a URL or a secret that can never work. */
function parseTarget(target: WebhookTarget): { url: URL; key: Buffer } {
  const url = URL.canParse(target.url) ? new URL(target.url) : undefined
  if (url === undefined || target.url.length > URL_MAX) {
    throw new FlatlineError('forbidden_url', 'The URL cannot be read', {
      hint: `Write it in full, in at most ${URL_MAX} characters: https://example.com/hook`,
    })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FlatlineError('forbidden_url', 'The URL is neither https nor http', {
      hint: `Use an https:// URL. ${ALLOW_HINT}`,
    })
  }
  if (url.username !== '' || url.password !== '') {
    throw new FlatlineError('forbidden_url', 'The URL carries a user name or a password', {
      hint: 'Leave it out. Receivers know Flatline by its signature, in webhook-signature.',
    })
  }
  const key = webhookKey(target.secret)
  if (key === undefined) {
    throw new FlatlineError('invalid_field', 'The webhook secret is not well-formed', {
      hint: 'Use whsec_ and 24 to 64 random bytes in base64, or leave it out to have one made.',
      errors: [{ pointer: '/channel/secret', detail: 'not whsec_ and base64 of 24-64 bytes' }],
    })
  }
  return { url, key }
}

/** A name that cannot be resolved now may be resolved later: that alone forbids nothing. */
async function isForbidden(guard: TargetGuard, url: URL): Promise<boolean> {
  try {
    const route = await guard.route(url, AbortSignal.timeout(NAME_LOOKUP_MAX_MS))
    return route.kind === 'forbidden'
  } catch {
    return false
  }
}

function outcomeOfError(error: unknown): Outcome {
  if (error instanceof FlatlineError) {
    return { kind: 'refused', detail: `${error.detail}. ${error.hint ?? ''}`.trim() }
  }
  return failed(describeNetworkError(error))
}

/** The signing secret, and what a receiver may use as a password inside the URL. */
function secretsOf(secret: string, url: URL): string[] {
  const segments = url.pathname.split('/').filter((segment) => segment.length >= SEGMENT_MIN)
  return [secret, secret.replace(/^whsec_/, ''), ...url.searchParams.values(), ...segments]
}

const NETWORK_ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known; look for a typing error',
  EAI_AGAIN: 'the name server did not answer',
  ECONNREFUSED: 'nothing listens at this address and port',
  ECONNRESET: 'the receiver broke the connection off',
  ETIMEDOUT: 'the receiver cannot be reached',
  EHOSTUNREACH: 'the receiver cannot be reached',
  ENETUNREACH: 'the network of the receiver cannot be reached',
  EPROTO: 'the receiver does not speak TLS at this port',
  CERT_HAS_EXPIRED: 'the certificate of the receiver has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the receiver is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of the receiver is for another name',
}

/** Only codes are shown: messages of the network can hold addresses and parts of the URL. */
function describeNetworkError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const words = NETWORK_ERRORS[code] ?? 'the connection failed'
  return inertLine(code === '' ? `No answer: ${words}` : `No answer: ${words} (${code})`, 200)
}

function failed(detail: string): Outcome {
  return { kind: 'failed', detail }
}
