import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

type Encoding = 'identity' | 'gzip' | 'br'

const compressors = {
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
} as const

/** Bytes that many people ask for: compressed once, when they are first asked for that way. */
export class SharedBytes {
  readonly plain: Uint8Array
  /** Names these bytes for good; without quotes. */
  readonly tag: string
  readonly #compressed = new Map<Encoding, Promise<Uint8Array>>()

  constructor(plain: Uint8Array, tag: string) {
    this.plain = plain
    this.tag = tag
  }

  /** A thread of zlib does the work, so nothing else waits for it. */
  as(encoding: Encoding): Promise<Uint8Array> {
    if (encoding === 'identity') return Promise.resolve(this.plain)
    const known = this.#compressed.get(encoding) ?? compressors[encoding](this.plain)
    this.#compressed.set(encoding, known)
    return known
  }
}

export interface Sending {
  readonly headers: Readonly<Record<string, string>>
  /** The best first; `identity` where the bytes cannot be made smaller. */
  readonly encodings: readonly Exclude<Encoding, 'identity'>[]
}

/** The bytes as this request wants them, or 304. A strong ETag differs per encoding (RFC 9110). */
export async function encodedAnswer(
  request: Request,
  bytes: SharedBytes,
  { headers, encodings }: Sending,
): Promise<Response> {
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding = encodings.find((each) => accepts(accepted, each)) ?? 'identity'
  const etag = `"${bytes.tag}${encoding === 'identity' ? '' : `-${encoding}`}"`
  const validators = { etag, ...(encodings.length === 0 ? {} : { vary: 'accept-encoding' }) }
  if (matches(request.headers.get('if-none-match'), etag)) {
    // A browser puts the headers of a 304 onto the page that it has kept: the policy is among them.
    const { 'content-type': _, ...kept } = headers
    return new Response(null, { status: 304, headers: { ...kept, ...validators } })
  }
  const body = await bytes.as(encoding)
  return new Response(new Uint8Array(body), {
    headers: {
      ...headers,
      ...validators,
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      'content-length': String(body.byteLength),
    },
  })
}

/** `gzip, br;q=0` accepts gzip, not Brotli. */
function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((each) => {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase())
    return name === encoding && !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one))
  })
}

/** A cache in between may have made a strong tag weak; it is compared weakly, as RFC 9110 says. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(',').some((each) => {
    const tag = each.trim()
    return tag === '*' || tag.replace(/^W\//, '') === etag
  })
}
