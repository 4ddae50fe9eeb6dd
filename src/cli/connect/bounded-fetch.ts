import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'

export const REQUEST_MS_MAX = 10_000
/** For routes that answer only when a receiver has. */
export const RECEIVER_MS_MAX = 30_000
export const ANSWER_BYTES_MAX = 16_000_000

type Fetch = Io['fetch']

/**
 * The fetch that all commands use: at most `limitMs` and 16 MB, and no redirect is followed,
 * because the API key would travel with it. Fails with the exit codes for "unreachable" and "bad
 * configuration"; an answer with an error status is returned like any other.
 */
export function boundedFetch(fetch: Fetch, stop: AbortSignal, limitMs = REQUEST_MS_MAX): Fetch {
  return async (input, init = {}) => {
    const signal = AbortSignal.any([AbortSignal.timeout(limitMs), stop])
    try {
      const answer = await fetch(input, { ...init, redirect: 'manual', signal })
      if (answer.status >= 300 && answer.status < 400) throw redirected(answer)
      const body = await readBounded(answer)
      const bodyless = answer.status === 204 || answer.status === 205
      return new Response(bodyless ? null : body, {
        status: answer.status,
        headers: answer.headers,
      })
    } catch (error) {
      throw error instanceof Failure ? error : unreachable(error, stop, limitMs)
    }
  }
}

function redirected(answer: Response): Failure {
  const target = answer.headers.get('location') ?? 'an unnamed place'
  return new Failure(
    EXIT.badConfiguration,
    `The server answers with a redirect to ${target.slice(0, 200)}.`,
    'set FLATLINE_URL to where Flatline itself answers; redirects are not followed with a key',
  )
}

async function readBounded(answer: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength
    if (size > ANSWER_BYTES_MAX) {
      throw new Failure(
        EXIT.failed,
        `The answer is larger than ${ANSWER_BYTES_MAX / 1_000_000} MB.`,
        'ask for less at once, with --limit or a filter',
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function unreachable(error: unknown, stop: AbortSignal, limitMs: number): Failure {
  if (stop.aborted) return new Failure(EXIT.failed, 'Stopped.')
  const code = codeOf(error)
  const known = UNANSWERED.has(code) ? unanswered(limitMs) : reasonOf(code)
  return new Failure(
    EXIT.unreachable,
    `The server cannot be reached: ${known?.reason ?? inert(code).slice(0, 200)}.`,
    known?.cure ?? 'check FLATLINE_URL, then run `flatline doctor`',
  )
}

interface Reason {
  readonly reason: string
  readonly cure: string
}

const CERTIFICATE = 'renew or correct its certificate; `flatline doctor` shows what is wrong'

const UNANSWERED = new Set(['TimeoutError', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])

function unanswered(limitMs: number): Reason {
  return {
    reason: `no answer within ${limitMs / 1000} s`,
    cure: 'check the network, a firewall in between, and the load of the server',
  }
}

function reasonOf(code: string): Reason | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code] : undefined
}

const CLOSED: Reason = {
  reason: 'it closed the connection',
  cure: 'check whether FLATLINE_URL needs https:// and whether a proxy stands in between',
}
const UNROUTED: Reason = {
  reason: 'no way leads there',
  cure: 'check the network of this computer and the address in FLATLINE_URL',
}

const REASONS: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: {
    reason: 'nothing listens there',
    cure: 'start it with `flatline serve`, or set FLATLINE_URL to where it runs',
  },
  ENOTFOUND: {
    reason: 'its name is not known to DNS',
    cure: 'check the spelling of FLATLINE_URL and the DNS of this computer',
  },
  EAI_AGAIN: { reason: 'DNS does not answer', cure: 'check the network and DNS of this computer' },
  ECONNRESET: CLOSED,
  UND_ERR_SOCKET: CLOSED,
  EHOSTUNREACH: UNROUTED,
  ENETUNREACH: UNROUTED,
  ERR_SSL_WRONG_VERSION_NUMBER: {
    reason: 'it does not speak TLS there',
    cure: 'set FLATLINE_URL to http://, or to the port of its certificate',
  },
  'bad port': {
    reason: 'its port belongs to another protocol, and fetch does not use it',
    cure: 'let the server listen on another port, such as 8080, and name it in FLATLINE_URL',
  },
  CERT_HAS_EXPIRED: { reason: 'its certificate has expired', cure: CERTIFICATE },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    reason: 'its certificate is signed by itself',
    cure: 'give this computer the certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'its certificate comes from an authority that is not known here',
    cure: 'give this computer the authority: NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its certificate is for another name',
    cure: CERTIFICATE,
  },
}

/**
 * fetch hides the reason in `cause`; several addresses tried end in an AggregateError. What has no
 * code has a message, such as "bad port".
 */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return error.name
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? error.message || error.name : codeOf(error.cause)
}
