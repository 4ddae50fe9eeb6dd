import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problemAnswer } from '../../api/problem-answer.ts'
import { FlatlineError } from '../../core/problem.ts'
import { LINGER_MS } from './send-answer.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * Answers what is no valid HTTP, came too slowly or has too large a head, and closes. `exchange` is
 * the latest request on the same connection, whose own answer goes first.
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
  if (exchange === undefined || exchange.response.writableFinished) {
    writeProblem(socket, problem, '/')
  } else if (exchange.request.complete) {
    exchange.response.once('finish', () => writeProblem(socket, problem, '/'))
  } else if (exchange.response.headersSent) {
    socket.destroy()
  } else {
    writeProblem(socket, problem, exchange.request.url?.split('?')[0] ?? '/')
  }
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
export function writeProblem(socket: Duplex, problem: FlatlineError, instance: string): void {
  if (!socket.writable) return
  const { status, headers, body } = problemAnswer(problem, instance)
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('end', () => socket.destroy())
  socket.once('close', () => clearTimeout(timer))
  socket.resume()
}
