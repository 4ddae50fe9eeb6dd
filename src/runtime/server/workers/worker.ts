/**
 * One of several processes that listen on the same port:
 *
 * - Plain heartbeats are read here, judged and recorded by the main process, and answered here.
 * - Everything else is handed over to the main process, connection and all.
 * - A `flush` is answered when what was taken before is read, and behind all that it brought.
 * - A worker whose main process is gone ends at once.
 */
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseBroken } from '../broken-request.ts'
import { type FastPath, openFastPath } from '../fast-path.ts'
import { type ListenerLimits, makeServer, type Tls } from '../http-listener.ts'
import { listenOn } from '../listen-on.ts'
import { afterNextTurn, placeOf, portOfOwn } from '../listen-queue.ts'
import { writeDownAnswers } from '../write-down-answer.ts'
import { frame, frameReader, KINDS, numberFrame } from './frames.ts'
import { gatherForMain } from './gather-for-main.ts'
import { handToMain } from './hand-to-main.ts'

/** What the main process tells a worker first. */
export interface WorkerOptions {
  readonly host: string
  readonly port: number
  readonly tls: Tls | null
  readonly limits: ListenerLimits
  /** Of the main process's private socket. */
  readonly path: string
}

const LEAVE_MS_MAX = 1_000

/** Throws a StartError. `exit`: ends the process. */
export async function openWorker(
  options: WorkerOptions,
  channel: Socket,
  exit: () => void,
): Promise<AddressInfo> {
  const { tls, limits } = options
  const server = makeServer({ tls, limits })
  const send = (bytes: Buffer) => void channel.write(bytes)
  const { take, endTurn, settle } = gatherForMain(send)
  const hand = handToMain(options.path, () => send(numberFrame(KINDS.dropped, 0)))
  const writeDown = writeDownAnswers(Date.now, limits.idleMsMax)
  const event = tls === null ? 'connection' : 'secureConnection'
  const fastPath = openFastPath({ take, writeDown, handOver: hand.handOver }, server, event, limits)
  server.on('clientError', (error, socket: Duplex) => refuseBroken(error, socket, undefined))
  server.maxConnections = limits.connectionsMax
  const flush = (id: number) => {
    afterNextTurn(async () => {
      endTurn()
      await hand.settled()
      send(numberFrame(KINDS.flushed, id))
    })
  }
  const hear = (kind: number, content: Buffer) => {
    if (kind === KINDS.outcomes) settle(content)
    else if (kind === KINDS.flush) flush(content.readUInt32LE(0))
    else if (kind === KINDS.drain) void drain(server, fastPath, send)
  }
  channel.on('data', frameReader(hear)).on('error', exit)
  channel.on('end', () => {
    // While it listens, the main process has died.
    if (server.listening) exit()
    setTimeout(exit, LEAVE_MS_MAX)
    server.once('close', exit)
    server.getConnections((_, count) => {
      if (count === 0) exit()
    })
  })
  await listenOn(server, options.port, options.host)
  tellOfOwn(server, send)
  return addressOf(server)
}

async function drain(
  server: Server,
  fastPath: FastPath,
  send: (bytes: Buffer) => void,
): Promise<void> {
  server.close()
  await fastPath.drain()
  send(frame(KINDS.drained, Buffer.alloc(0)))
}

/** Which connections come from this machine: one of them may be the main process's own. */
function tellOfOwn(server: Server, send: (bytes: Buffer) => void): void {
  const place = placeOf(server)
  server.prependListener('connection', (socket: Socket) => {
    const port = portOfOwn(socket, place)
    if (port !== undefined) send(numberFrame(KINDS.taken, port))
  })
  server.on('drop', (peer?: { remoteAddress?: string; remotePort?: number }) => {
    send(numberFrame(KINDS.dropped, portOfOwn(peer ?? {}, place) ?? 0))
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address to listen on')
  return address
}
