/**
 * The one request that is recognised byte for byte, because a fleet sends it all the time:
 *
 * - `POST /v1/heartbeat HTTP/1.1`, or its alias, whole in what was read.
 * - Lines end in CR LF; only headers listed here, each once, in printable ASCII.
 * - A Host; one key, in x-api-key or as Bearer; a Content-Length without sign or leading zero.
 * - A body of printable ASCII, no longer than a heartbeat may be.
 *
 * Whatever else a request says or is, node:http reads it and says what is wrong with it.
 */
import { HEARTBEAT_BYTES_MAX, ingestRoute } from '../../api/ingest.ts'

export interface PlainHead {
  readonly path: string
  readonly keyText: string
  readonly bodyBytes: number
  /** The sender wants the connection closed after the answer. */
  readonly closes: boolean
}

export interface PlainRequest extends PlainHead {
  readonly body: string
  /** Where the next request begins. */
  readonly end: number
}

/** Heads of a fleet differ in the length of their body and little else. */
const HEADS_KEPT = 4_096
const HEAD_BYTES_MAX = 1_024
const HEAD_END = Buffer.from('\r\n\r\n')
const REQUEST = /^POST (\/v1\/[a-z]+) HTTP\/1\.1$/
const HEADER = /^([A-Za-z-]+):[ ]*([!-~](?:[ -~]*[!-~])?)[ ]*$/
const KEY = /^fl_[0-9A-Za-z_]+$/
const BEARER = /^[Bb]earer (fl_[0-9A-Za-z_]+)$/
const LENGTH = /^[1-9]\d{0,3}$/
const PRINTABLE = /^[ -~]+$/
/** They change neither where a request ends nor what a heartbeat says. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'date',
  'forwarded',
  'host',
  'pragma',
  'traceparent',
  'tracestate',
  'user-agent',
  'via',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-request-id',
])

/** Finds the plain request that comes first; undefined if there is something else. */
export function plainRequests(): (bytes: Buffer) => PlainRequest | undefined {
  const known = new Map<string, PlainHead>()
  const headOf = (text: string) => {
    const seen = known.get(text)
    if (seen !== undefined) return seen
    const head = readPlainHead(text)
    if (head === undefined) return undefined
    if (known.size >= HEADS_KEPT) known.clear()
    known.set(text, head)
    return head
  }
  return (bytes) => {
    const headEnd = bytes.indexOf(HEAD_END)
    if (headEnd < 0 || headEnd > HEAD_BYTES_MAX) return undefined
    const head = headOf(bytes.toString('latin1', 0, headEnd))
    if (head === undefined) return undefined
    const bodyFrom = headEnd + HEAD_END.length
    const end = bodyFrom + head.bodyBytes
    if (end > bytes.length) return undefined
    const body = bytes.toString('latin1', bodyFrom, end)
    if (!PRINTABLE.test(body)) return undefined
    const { path, keyText, bodyBytes, closes } = head
    return { path, keyText, bodyBytes, closes, body, end }
  }
}

/** `text`: request line and headers, without the empty line. */
export function readPlainHead(text: string): PlainHead | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const path = REQUEST.exec(first)?.[1]
  if (path === undefined || ingestRoute(path) !== 'one') return undefined
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    const lower = name.toLowerCase()
    if (headers.has(lower) || !isPlain(lower, value)) return undefined
    headers.set(lower, value)
  }
  const own = headers.get('x-api-key')
  const bearer = BEARER.exec(headers.get('authorization') ?? '')?.[1]
  const keyText = own ?? bearer
  const bodyBytes = Number(headers.get('content-length') ?? 0)
  if (keyText === undefined || (own !== undefined && bearer !== undefined)) return undefined
  if (bodyBytes === 0 || bodyBytes > HEARTBEAT_BYTES_MAX || !headers.has('host')) return undefined
  const closes = headers.get('connection')?.toLowerCase() === 'close'
  return { path, keyText, bodyBytes, closes }
}

function isPlain(name: string, value: string): boolean {
  switch (name) {
    case 'x-api-key':
      return KEY.test(value)
    case 'authorization':
      return BEARER.test(value)
    case 'content-length':
      return LENGTH.test(value)
    case 'content-type':
      return !/^multipart\//i.test(value)
    case 'connection':
      return /^(?:keep-alive|close)$/i.test(value)
    default:
      return HARMLESS.has(name)
  }
}
