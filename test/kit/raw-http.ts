import { connect } from 'node:net'
import { within } from './wait-until.ts'

/** One answer as it came over the wire; header names in lower case. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RawExchange {
  readonly answers: readonly RawAnswer[]
  /** All that came back, byte for byte. */
  readonly text: string
  /** The other side ended or reset the connection. */
  readonly closed: boolean
  readonly elapsedMs: number
}

interface Sending {
  /** Ends the exchange after so many answers; otherwise the other side must close. */
  readonly answersMax?: number
  readonly limitMs?: number
  /** Sent again and again after the rest, until something is answered. */
  readonly repeat?: string
}

const REPEATS_MAX = 20_000

/** Sends bytes that no HTTP client would send, and reads what comes back. */
export async function sendRaw(
  port: number,
  parts: readonly (string | Uint8Array)[],
  sending: Sending = {},
): Promise<RawExchange> {
  const { answersMax = Number.POSITIVE_INFINITY, limitMs = 5_000, repeat } = sending
  const started = performance.now()
  const socket = connect({ port, host: '127.0.0.1' })
  let received = Buffer.alloc(0)
  const exchange = new Promise<boolean>((resolve) => {
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (parseAnswers(received).length >= answersMax) resolve(false)
    })
    socket.on('error', () => resolve(true)).on('close', () => resolve(true))
    socket.on('end', () => resolve(true))
  })
  for (const part of parts) socket.write(part)
  if (repeat !== undefined) flood(socket.write.bind(socket), repeat, () => received.length > 0)
  const closed = await within('the end of a raw exchange', limitMs, exchange)
  socket.destroy()
  const elapsedMs = performance.now() - started
  return { answers: parseAnswers(received), text: received.toString('latin1'), closed, elapsedMs }
}

function flood(write: (text: string) => boolean, text: string, isAnswered: () => boolean): void {
  let left = REPEATS_MAX
  const step = () => {
    if (isAnswered() || left-- === 0) return
    write(text)
    setImmediate(step)
  }
  step()
}

/** Complete answers only, each with a Content-Length; 1xx have no body. */
function parseAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) return answers
    const [statusLine = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n')
    const headers = Object.fromEntries(lines.map(splitHeader))
    const bodyEnd = end + 4 + Number(headers['content-length'] ?? 0)
    if (bodyEnd > bytes.length) return answers
    const body = bytes.toString('utf8', end + 4, bodyEnd)
    answers.push({ status: Number(statusLine.split(' ')[1]), headers, body })
    at = bodyEnd
  }
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
