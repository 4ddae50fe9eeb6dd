import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { ingestRoute, tooLarge } from '../../api/ingest.ts'
import { problemAnswer } from '../../api/problem-answer.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Context } from '../../service/context.ts'
import { noSuchPath } from '../no-such-path.ts'
import { rawPath } from '../raw-path.ts'
import { headTooLarge } from './broken-request.ts'
import { clientAddress } from './client-address.ts'
import { listenForHeartbeats } from './ingest-listener.ts'
import { askForBody, sendAnswer, waitsForContinue } from './send-answer.ts'

/** Answers everything but heartbeats. `env` is `{ incoming, outgoing }` of node:http. */
export interface App {
  fetch(request: Request, env?: unknown): Promise<Response> | Response
}

const APP_BYTES_MAX = 1_048_576
/** Names and values together; below that, a head is not counted again. */
const HEADERS_FEW = 100
/** For HTTP/1.0 without a Host header: no page can come from there (RFC 6761, 6.4). */
const HOST_UNNAMED = 'unnamed.invalid'

export interface RouteOptions {
  readonly headBytesMax: number
  /** Who sent a request; the other end of its connection unless given. */
  readonly addressOf?: ((request: IncomingMessage) => string) | undefined
}

/** Hands heartbeats to the hot path and everything else to the app, which judges it further. */
export function routeRequests(
  ctx: Context,
  app: App,
  { headBytesMax, addressOf = clientAddress({ hops: 0 }) }: RouteOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const answer = (request: Request, env: unknown) =>
    /** The adapter takes the Host header for good by its characters: `256.0.0.1` is none. */
    URL.canParse(request.url) ? app.fetch(request, env) : unreadable(ctx, 'no URL')
  const answerApp = getRequestListener(answer, {
    hostname: HOST_UNNAMED,
    overrideGlobalObjects: false,
    errorHandler: (error) => unreadable(ctx, error),
  })
  return (request, response) => {
    const path = rawPath(request.url ?? '')
    const fault = framingFault(request, headBytesMax)
    if (fault !== undefined) {
      response.shouldKeepAlive = false
      sendAnswer(request, response, problemAnswer(fault, path ?? '/'))
      return
    }
    if (path === undefined) {
      const instance = request.url?.split('?')[0] ?? '/'
      sendAnswer(request, response, problemAnswer(noSuchPath(), instance))
      return
    }
    const ingest = ingestRoute(path)
    if (ingest !== undefined) {
      void listenForHeartbeats(ctx, ingest, path, request, response, addressOf)
    } else if (waitsForContinue(request) && announced(request) > APP_BYTES_MAX) {
      sendAnswer(request, response, problemAnswer(tooLarge(APP_BYTES_MAX), path))
    } else {
      askForBody(request, response)
      void answerApp(request, response)
    }
  }
}

/** What node:http lets through: it counts neither separators nor line ends of small headers. */
function framingFault(request: IncomingMessage, bytesMax: number): FlatlineError | undefined {
  const { headers, httpVersion, rawHeaders } = request
  if (headers.host === undefined && httpVersion === '1.1') {
    return new FlatlineError('malformed_request', 'The Host header is missing.', {
      hint: 'HTTP/1.1 needs one; every HTTP library sends it.',
    })
  }
  if (hasTwoHosts(rawHeaders)) {
    return new FlatlineError('malformed_request', 'The Host header was sent twice.', {
      hint: 'Send it once; look at what a proxy in between adds.',
    })
  }
  if (rawHeaders.length < HEADERS_FEW) return undefined
  const bytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0)
  return bytes > bytesMax ? headTooLarge() : undefined
}

/** `headers` keeps the first one only (RFC 9112, 3.2: answer 400). */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts > 1
}

function announced(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0)
}

/** The adapter could not make a Request of it: a strange Host header, or a method like TRACE. */
function unreadable(ctx: Context, error: unknown): Response {
  ctx.log.debug({ error }, 'a request could not be read')
  const problem = new FlatlineError('malformed_request', 'The request cannot be understood.', {
    hint: 'Look at its method and its Host header.',
  })
  const { status, headers, body } = problemAnswer(problem, '/')
  return new Response(body, { status, headers })
}
