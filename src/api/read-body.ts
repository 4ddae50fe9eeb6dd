import { FlatlineError } from '../core/problem.ts'

export const BODY_BYTES_MAX = 65_536

/**
 * The body as text, whatever its Content-Type says, but for multipart. Throws `body_too_large`
 * before more than `bytesMax` were read, `unsupported_media_type`, `unsupported_encoding`,
 * `invalid_encoding`, or `malformed_request` if the sender breaks off.
 */
export async function readBody(request: Request, bytesMax: number): Promise<string> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > bytesMax) throw tooLarge(bytesMax)
  if (/^multipart\//i.test(request.headers.get('content-type') ?? '')) {
    throw new FlatlineError('unsupported_media_type', 'The body is multipart.', {
      hint: 'Send the JSON itself: curl -d, not curl -F.',
    })
  }
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') {
    throw new FlatlineError('unsupported_encoding', 'The body is compressed.', {
      hint: 'Send it as it is, without Content-Encoding.',
    })
  }
  return decode(await readBytes(request, bytesMax))
}

/** Throws `empty_body` or `malformed_json`. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') {
    throw new FlatlineError('empty_body', 'The request has no body.', { hint: 'Send JSON.' })
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new FlatlineError('malformed_json', 'The body cannot be read as JSON.', {
      hint: 'Look for missing quotes and stray commas; in cmd, write \\" inside of "...".',
    })
  }
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await readChunk(reader)
    if (done) break
    size += value.byteLength
    if (size > bytesMax) {
      await reader.cancel()
      throw tooLarge(bytesMax)
    }
    chunks.push(value)
  }
  return Buffer.concat(chunks, size)
}

/** A sender that breaks off is no fault of ours. */
async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    throw new FlatlineError('malformed_request', 'The body ended before it was complete.', {
      hint: 'Send as many bytes as Content-Length says.',
      cause,
    })
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new FlatlineError('invalid_encoding', 'The body is not UTF-8.', {
      hint: 'Send UTF-8; in PowerShell: -ContentType "application/json; charset=utf-8".',
    })
  }
}

function tooLarge(bytesMax: number): FlatlineError {
  return new FlatlineError('body_too_large', `The body is larger than ${bytesMax} bytes.`, {
    hint: 'Send less at once.',
  })
}
