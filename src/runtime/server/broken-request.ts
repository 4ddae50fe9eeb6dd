import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problemAnswer } from '../../api/problem-answer.ts'
import { FlatlineError } from '../../core/problem.ts'
import { linger } from './linger.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The answer before it on the same connection, if that was still under way. */
  readonly earlier: ServerResponse | undefined
}

/** A sender who keeps sending is told once. */
const refused = new WeakSet<Duplex>()

/**
 * Answers what is no valid HTTP, came too slowly or has too large a head, and closes. `exchange` is
 * the latest request on the same connection; the answers to it and those before it go first.
 */
export function refuseBroken(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  exchange: Exchange | undefined,
): void {
  const problem = problemOf(error.code ?? '')
  if (problem === undefined || !socket.writable) {
    socket.destroy()
    return
  }
  if (refused.has(socket)) return
  refused.add(socket)
  if (exchange === undefined || exchange.request.complete) {
    refuseBehind(exchange?.response, socket, problem)
    return
  }
  const { request, response, earlier } = exchange
  afterAnswer(earlier, () => {
    if (response.headersSent) afterAnswer(response, () => close(socket))
    else writeProblem(socket, problem, request.url?.split('?')[0] ?? '/')
  })
}

/** `node:http` takes its hands off such a connection, and off its errors too. */
export function refuseTunnel(socket: Duplex, exchange: Exchange | undefined): void {
  socket.on('error', () => socket.destroy())
  const problem = new FlatlineError('malformed_request', 'This is not a proxy.')
  refuseBehind(exchange?.response, socket, problem)
}

/** Unless the answer before said that it was the last one: then it is (RFC 9112, 9.6). */
function refuseBehind(
  answer: ServerResponse | undefined,
  socket: Duplex,
  problem: FlatlineError,
): void {
  afterAnswer(answer, () => {
    if (answer?.shouldKeepAlive === false) close(socket)
    else writeProblem(socket, problem, '/')
  })
}

function afterAnswer(response: ServerResponse | undefined, go: () => void): void {
  if (response === undefined || response.writableFinished) go()
  else response.once('finish', go)
}

function problemOf(code: string): FlatlineError | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return headTooLarge()
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new FlatlineError('request_timeout', 'The request was not complete in time.', {
      hint: 'Send head and body at once; a heartbeat needs less than a kilobyte.',
    })
  }
  if (!code.startsWith('HPE_')) return undefined
  return new FlatlineError('malformed_request', 'The request cannot be read as HTTP/1.1.', {
    hint: 'Look at Content-Length, Transfer-Encoding and line ends, or use an HTTP library.',
  })
}

export function headTooLarge(): FlatlineError {
  return new FlatlineError('header_too_large', 'The request head is larger than 8 KB.', {
    hint: 'Leave out cookies and headers that are not needed.',
  })
}

/** Beneath the http module, which has given this connection up. */
function writeProblem(socket: Duplex, problem: FlatlineError, instance: string): void {
  if (!socket.writable) return
  const { status, headers, body } = problemAnswer(problem, instance)
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  close(socket)
}

function close(socket: Duplex): void {
  if (!socket.writable) return
  socket.end()
  linger(socket, () => socket.destroy())
}
