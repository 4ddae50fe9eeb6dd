import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../../api/problem-answer.ts'
import { linger } from './linger.ts'

/** An unread rest of at most this size is read and dropped, and the connection stays. */
const DRAIN_BYTES_MAX = 65_536

export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): void {
  if (response.destroyed || response.headersSent) return
  const length = Buffer.byteLength(answer.body)
  const withoutBody = request.method === 'HEAD'
  if (mayStay(request)) {
    response.writeHead(answer.status, rawHeaders(answer, length))
    response.end(withoutBody ? undefined : answer.body)
    return
  }
  response.shouldKeepAlive = false
  const headers = { ...answer.headers, 'content-length': length, connection: 'close' }
  response.writeHead(answer.status, headers)
  if (!withoutBody) response.write(answer.body)
  linger(request, () => response.end())
}

/** Most answers are the same object, whose headers need not be put together each time. */
const prepared = new WeakMap<Answer, string[]>()

function rawHeaders(answer: Answer, length: number): string[] {
  const known = prepared.get(answer)
  if (known !== undefined) return known
  const raw = [...Object.entries(answer.headers).flat(), 'content-length', String(length)]
  prepared.set(answer, raw)
  return raw
}

/** The sender keeps its body back until it is told to go on. */
export function waitsForContinue(request: IncomingMessage): boolean {
  return request.headers.expect?.toLowerCase() === '100-continue'
}

/**
 * Says 100 Continue if that is waited for. It would land in an earlier answer that is still under
 * way: then it is left out, and the connection closes after this one (RFC 9110, 10.1.1).
 */
export function askForBody(request: IncomingMessage, response: ServerResponse): void {
  if (!waitsForContinue(request)) return
  if (response.socket === null) response.shouldKeepAlive = false
  else response.writeContinue()
}

/** Whoever waits for 100 Continue and gets an answer instead may send the body or not. */
function mayStay(request: IncomingMessage): boolean {
  if (request.complete) return true
  const { headers } = request
  if (waitsForContinue(request) || headers['transfer-encoding'] !== undefined) return false
  return Number(headers['content-length'] ?? 0) <= DRAIN_BYTES_MAX
}
