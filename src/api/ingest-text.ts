import { FlatlineError } from '../core/problem.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The text of a body. A UTF-8 byte order mark is dropped. Throws `empty_body`, or
 * `invalid_encoding` for UTF-16, UTF-32 and bytes that are no UTF-8.
 */
export function readText(body: Uint8Array): string {
  if (body.length === 0) throw emptyBody()
  if (looksWide(body)) throw invalidEncoding('The body looks like UTF-16 or UTF-32.')
  let text: string
  try {
    text = UTF8.decode(body)
  } catch {
    throw invalidEncoding('The body is not valid UTF-8.')
  }
  if (/^\s*$/.test(text)) throw emptyBody()
  return text
}

/** A byte order mark of UTF-16, or one of the first two ASCII characters padded with zero bytes. */
function looksWide(body: Uint8Array): boolean {
  const [first, second] = body
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return first === 0 || second === 0
}

function invalidEncoding(detail: string): FlatlineError {
  return new FlatlineError('invalid_encoding', detail, {
    hint: 'Send UTF-8. In Windows PowerShell: [Text.Encoding]::UTF8.GetBytes($json) as -Body.',
  })
}

function emptyBody(): FlatlineError {
  return new FlatlineError('empty_body', 'The request has no body.', {
    hint: `Send one, with curl: -d '{"hostId":"..."}'`,
  })
}
