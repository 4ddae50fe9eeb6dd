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
import type { Answer } from '../../api/problem-answer.ts'
import type { Waiting } from './gather-turn.ts'
import type { ListenerLimits } from './http-listener.ts'
import type { PlainRequest } from './plain-heartbeat.ts'
import type { WriteDown } from './write-down-answer.ts'

export interface FastPath {
  /** Takes nothing new, and closes each connection once it is answered; resolves when all are. */
  drain(): Promise<void>
  /** Closes what is still open. */
  destroy(): void
}

/** Where heartbeats and connections go to. */
export interface Reception {
  /** Takes the plain heartbeat that comes first; undefined if there is something else. */
  readonly take: (bytes: Buffer, waiting: Waiting) => PlainRequest | undefined
  readonly writeDown: WriteDown
  /** For good, with what was read of it. */
  readonly handOver: (socket: Socket, rest: Buffer) => void
}

/** What the connections of one server share. */
interface Desk extends Reception {
  readonly refuseSilent: (socket: Socket) => void
  readonly connections: Set<Connection>
  leave(connection: Connection): void
  closing: boolean
}

/** Hears of connections instead of whoever did so far. `event`: the one that brings them. */
export function openFastPath(
  reception: Reception,
  server: Server,
  event: 'connection' | 'secureConnection',
  limits: ListenerLimits,
): FastPath {
  let drained = () => {}
  const desk: Desk = {
    ...reception,
    refuseSilent(socket) {
      const error = new Error('The connection said nothing.')
      server.emit('clientError', Object.assign(error, { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket)
    },
    connections: new Set(),
    leave(connection) {
      desk.connections.delete(connection)
      if (desk.connections.size === 0) drained()
    },
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
      if (desk.connections.size === 0) return Promise.resolve()
      return new Promise((resolve) => {
        drained = resolve
      })
    },
    destroy() {
      for (const connection of desk.connections) connection.destroy()
    },
  }
}

const NOTHING = Buffer.alloc(0)

class Connection implements Waiting {
  readonly #desk: Desk
  readonly #socket: Socket
  /** The one that is being recorded. */
  #taken: PlainRequest | null = null
  /** What it was found in. */
  #takenFrom: Buffer = NOTHING
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
    this.#takenFrom = NOTHING
    this.#everAnswered = true
    this.#quietLooks = 0
    if (this.#socket.destroyed) return
    const isOut = this.#socket.write(writeDown(answer, isLast))
    if (isLast) this.#socket.destroySoon()
    else if (isOut) this.#goOn()
    else this.#socket.pause()
  }

  handOver(): void {
    const taken = this.#takenFrom.subarray(0, this.#taken?.end)
    if (this.#socket.destroyed) return
    this.#leave()
    this.#desk.handOver(this.#socket, Buffer.concat([taken, this.#rest ?? NOTHING]))
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

  readonly #gone = (): void => this.#desk.leave(this)

  /** The answer is out. */
  readonly #goOn = (): void => {
    const rest = this.#rest
    this.#rest = null
    if (rest !== null) this.#take(rest)
    else if (this.#hasEnded) this.#socket.destroySoon()
    if (this.#rest === null) this.#socket.resume()
  }

  #take(bytes: Buffer): void {
    const request = this.#desk.take(bytes, this)
    if (request === undefined) {
      this.#leave()
      this.#desk.handOver(this.#socket, bytes)
      return
    }
    this.#taken = request
    this.#takenFrom = bytes
    if (request.end < bytes.length) this.#hold(bytes.subarray(request.end))
  }

  #hold(bytes: Buffer): void {
    this.#rest = this.#rest === null ? bytes : Buffer.concat([this.#rest, bytes])
    this.#socket.pause()
  }

  #leave(): void {
    this.#desk.leave(this)
    this.#socket.off('data', this.#read).off('end', this.#end).off('error', this.#fail)
    this.#socket.off('close', this.#gone).off('drain', this.#goOn)
  }
}
