import * as http from 'node:http'
import * as https from 'node:https'
import type { Duplex } from 'node:stream'
import type { Context } from '../../service/context.ts'
import { EXIT, StartError } from '../start-error.ts'
import { type Exchange, refuseBroken, refuseTunnel } from './broken-request.ts'
import { type FastPath, openFastPath } from './fast-path.ts'
import { handToListeners, takePlain } from './plain-reception.ts'
import { type App, routeRequests } from './route-requests.ts'
import { writeDownAnswers } from './write-down-answer.ts'

/** Bounds of what strangers may hold of us. Milliseconds, bytes, connections. */
export interface ListenerLimits {
  readonly headMsMax: number
  readonly requestMsMax: number
  readonly idleMsMax: number
  readonly lookEveryMs: number
  readonly headBytesMax: number
  readonly connectionsMax: number
}

/** Idle connections outlast the 60 s of the usual load balancers, which then close first. */
export const LISTENER_LIMITS: ListenerLimits = {
  headMsMax: 9_000,
  requestMsMax: 9_000,
  idleMsMax: 65_000,
  lookEveryMs: 500,
  headBytesMax: 8_192,
  connectionsMax: 20_000,
}

export interface Tls {
  readonly cert: string
  readonly key: string
  /** 48 bytes; drawn if there are none. Processes that share them resume each other's sessions. */
  readonly ticketKeys?: Buffer
}

export interface ListenerOptions {
  readonly ctx: Context
  readonly app: App
  readonly tls: Tls | null
  readonly limits: ListenerLimits
  readonly fastPath: boolean
  readonly onDropped: () => void
  /** Who sent a request; the other end of its connection unless given. */
  readonly addressOf?: (request: http.IncomingMessage) => string
}

export interface HttpListener {
  readonly server: http.Server
  /** Takes nothing new; resolves when all is answered, at most `drainMs` later. */
  close(drainMs: number): Promise<void>
}

export function openListener(options: ListenerOptions): HttpListener {
  const { limits } = options
  const server = makeServer(options)
  const exchanges = new WeakMap<Duplex, Exchange>()
  const route = routeRequests(options.ctx, options.app, {
    headBytesMax: limits.headBytesMax,
    addressOf: options.addressOf,
  })
  let closing = false
  const answer = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const latest = exchanges.get(request.socket)?.response
    /** It was the last one, as its answer says (RFC 9112, 9.6). */
    if (latest?.shouldKeepAlive === false) return
    const earlier = latest?.writableFinished === false ? latest : undefined
    exchanges.set(request.socket, { request, response, earlier })
    if (closing) response.shouldKeepAlive = false
    route(request, response)
  }
  server.on('request', answer).on('checkContinue', answer).on('checkExpectation', answer)
  server.on('clientError', (error, socket) => {
    refuseBroken(error, socket, exchanges.get(socket))
  })
  server.on('connect', (_request, socket) => {
    refuseTunnel(socket, exchanges.get(socket))
  })
  const event = options.tls === null ? 'connection' : 'secureConnection'
  const fastPath = options.fastPath ? openReception(options.ctx, server, event, limits) : null
  server.on('drop', options.onDropped)
  server.maxConnections = limits.connectionsMax
  server.maxHeadersCount = 0
  return {
    server,
    close(drainMs) {
      closing = true
      return closeServer(server, fastPath, drainMs)
    },
  }
}

function openReception(
  ctx: Context,
  server: http.Server,
  event: 'connection' | 'secureConnection',
  limits: ListenerLimits,
): FastPath {
  const reception = {
    take: takePlain(ctx),
    writeDown: writeDownAnswers(() => ctx.listening.tick.wallMs, limits.idleMsMax),
    handOver: handToListeners(server, event),
  }
  return openFastPath(reception, server, event, limits)
}

/** Throws a StartError. */
export function makeServer({ tls, limits }: Pick<ListenerOptions, 'tls' | 'limits'>): http.Server {
  const options = {
    maxHeaderSize: limits.headBytesMax,
    headersTimeout: limits.headMsMax,
    requestTimeout: limits.requestMsMax,
    keepAliveTimeout: limits.idleMsMax,
    connectionsCheckingInterval: limits.lookEveryMs,
    /** Looked at by ourselves, so that the answer says what is wrong. */
    requireHostHeader: false,
  }
  if (tls === null) return http.createServer(options)
  try {
    return https.createServer({ ...options, ...tls })
  } catch (cause) {
    const cure = 'give the PEM files of one certificate and its own key.'
    const sentence = `FLATLINE_TLS_CERT and FLATLINE_TLS_KEY cannot be used together: ${cure}`
    throw new StartError(sentence, EXIT.config, cause)
  }
}

async function closeServer(
  server: http.Server,
  fastPath: FastPath | null,
  drainMs: number,
): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  void fastPath?.drain()
  const timer = setTimeout(() => {
    server.closeAllConnections()
    fastPath?.destroy()
  }, drainMs)
  await closed
  clearTimeout(timer)
}
