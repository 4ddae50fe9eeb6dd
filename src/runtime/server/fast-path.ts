/**
 * A narrow way in front of node:http for the one request that a fleet sends all the time:
 *
 * - What is recognised as a plain heartbeat (plain-heartbeat.ts) with a valid key and valid fields
 *   is recorded and answered here, several on one connection one after the other.
 * - Anything else goes to node:http as it came, and its connection with it for good: whatever is
 *   broken, refused, unknown, or not there in one piece. It stays the only general HTTP parser.
 * - The limits are those of node:http: a connection that says nothing, or has nothing more to say,
 *   is closed in the same time and the same way.
 * - A sender who goes on before its answer is out is not read any further until then.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { verifiedKey } from '../../api/authorize.ts'
import { readHeartbeat } from '../../api/ingest-fields.ts'
import { readFields } from '../../api/ingest-json.ts'
import type { Answer } from '../../api/problem-answer.ts'
import { allows, type Key, mayBeatFor } from '../../core/key.ts'
import type { Context } from '../../service/context.ts'
import type { Heartbeat } from '../../service/record-heartbeats.ts'
import { type Gather, gatherHeartbeats, type Waiting } from './gather-heartbeats.ts'
import type { ListenerLimits } from './http-listener.ts'
import { type PlainRequest, plainRequests } from './plain-heartbeat.ts'
import { type WriteDown, writeDownAnswers } from './write-down-answer.ts'

export interface FastPath {
  /** Takes nothing new, and closes each connection once it is answered. */
  drain(): void
  /** Closes what is still open. */
  destroy(): void
}

/** What the connections of one server share. */
interface Desk {
  readonly recognise: (bytes: Buffer) => Plain | undefined
  readonly gather: Gather
  readonly writeDown: WriteDown
  readonly handOver: (socket: Socket, rest: Buffer) => void
  readonly refuseSilent: (socket: Socket) => void
  readonly connections: Set<Connection>
  closing: boolean
}

interface Plain {
  readonly request: PlainRequest
  readonly key: Key
  readonly heartbeat: Heartbeat
}

/** Steps in front of whoever hears of connections so far. `event`: the one that brings them. */
export function openFastPath(
  ctx: Context,
  server: Server,
  event: 'connection' | 'secureConnection',
  limits: ListenerLimits,
): FastPath {
  const others = server.listeners(event)
  const desk: Desk = {
    recognise: recognition(ctx),
    gather: gatherHeartbeats(ctx),
    writeDown: writeDownAnswers(ctx, limits.idleMsMax),
    handOver(socket, rest) {
      socket.pause()
      socket.unshift(rest)
      for (const other of others) Reflect.apply(other, server, [socket])
      socket.resume()
    },
    refuseSilent(socket) {
      const error = new Error('The connection said nothing.')
      server.emit('clientError', Object.assign(error, { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket)
    },
    connections: new Set(),
    closing: false,
  }
  server.removeAllListeners(event)
  server.on(event, (socket: Socket) => void desk.connections.add(new Connection(desk, socket)))
  const { idleMsMax, headMsMax, lookEveryMs } = limits
  const looks = { idle: idleMsMax / lookEveryMs, silent: headMsMax / lookEveryMs }
  server.once('listening', () => {
    const timer = setInterval(() => {
      for (const connection of desk.connections) connection.look(looks)
    }, lookEveryMs).unref()
    server.once('close', () => clearInterval(timer))
  })
  return {
    drain() {
      desk.closing = true
      for (const connection of desk.connections) connection.drain()
    },
    destroy() {
      for (const connection of desk.connections) connection.destroy()
    },
  }
}

/** Nothing is recorded yet: whatever is wrong, node:http finds it again and says so. */
function recognition(ctx: Context): Desk['recognise'] {
  const next = plainRequests()
  return (bytes) => {
    const request = next(bytes)
    if (request === undefined) return undefined
    const key = verifiedKey(ctx, request.keyText, ctx.clock.read().wallMs)
    if (key === undefined || !allows(key, 'beat')) return undefined
    const heartbeat = heartbeatIn(request.body)
    if (heartbeat === undefined || !mayBeatFor(key, heartbeat.hostId)) return undefined
    return { request, key, heartbeat }
  }
}

function heartbeatIn(body: string): Heartbeat | undefined {
  try {
    return readHeartbeat(readFields(body))
  } catch {
    return undefined
  }
}

class Connection implements Waiting {
  readonly #desk: Desk
  readonly #socket: Socket
  /** The one that is being recorded. */
  #taken: PlainRequest | null = null
  /** What came behind it. */
  #rest: Buffer | null = null
  #hasEnded = false
  /** Looks since it last said something, or was last answered. */
  #quietLooks = 0
  #everAnswered = false

  constructor(desk: Desk, socket: Socket) {
    this.#desk = desk
    this.#socket = socket
    socket.on('data', this.#read).on('end', this.#end).on('error', this.#fail)
    socket.on('close', this.#gone).on('drain', this.#goOn)
  }

  get path(): string {
    return this.#taken?.path ?? ''
  }

  settle(answer: Answer): void {
    const { closing, writeDown } = this.#desk
    const isLast = closing || this.#taken?.closes === true
    this.#taken = null
    this.#everAnswered = true
    this.#quietLooks = 0
    if (this.#socket.destroyed) return
    const isOut = this.#socket.write(writeDown(answer, isLast))
    if (isLast) this.#socket.destroySoon()
    else if (isOut) this.#goOn()
    else this.#socket.pause()
  }

  look({ idle, silent }: { readonly idle: number; readonly silent: number }): void {
    if (this.#taken !== null) return
    this.#quietLooks++
    if (this.#quietLooks <= (this.#everAnswered ? idle : silent)) return
    if (this.#everAnswered) this.destroy()
    else {
      this.#leave()
      this.#desk.refuseSilent(this.#socket)
    }
  }

  drain(): void {
    if (this.#taken === null) this.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #read = (bytes: Buffer): void => {
    this.#quietLooks = 0
    if (this.#taken === null) this.#take(bytes)
    else this.#hold(bytes)
  }

  readonly #end = (): void => {
    this.#hasEnded = true
    if (this.#taken === null) this.#socket.destroySoon()
  }

  readonly #fail = (): void => this.destroy()

  readonly #gone = (): void => void this.#desk.connections.delete(this)

  /** The answer is out. */
  readonly #goOn = (): void => {
    const rest = this.#rest
    this.#rest = null
    if (rest !== null) this.#take(rest)
    else if (this.#hasEnded) this.#socket.destroySoon()
    if (this.#rest === null) this.#socket.resume()
  }

  #take(bytes: Buffer): void {
    const plain = this.#desk.recognise(bytes)
    if (plain === undefined) {
      this.#leave()
      this.#desk.handOver(this.#socket, bytes)
      return
    }
    const { request, key, heartbeat } = plain
    this.#taken = request
    this.#desk.gather(key, heartbeat, this)
    if (request.end < bytes.length) this.#hold(bytes.subarray(request.end))
  }

  #hold(bytes: Buffer): void {
    this.#rest = this.#rest === null ? bytes : Buffer.concat([this.#rest, bytes])
    this.#socket.pause()
  }

  #leave(): void {
    this.#desk.connections.delete(this)
    this.#socket.off('data', this.#read).off('end', this.#end).off('error', this.#fail)
    this.#socket.off('close', this.#gone).off('drain', this.#goOn)
  }
}
