/**
 * A loaded event loop takes one connection per turn, while the others wait in a queue of the
 * system, unread and uncounted. So a connection of our own waits among them:
 *
 * - One begins every eighth of a second, and at once when the former one was taken late.
 * - The queue is first in, first out: what came before ours is taken when ours is, and read one
 *   turn later. So nobody is judged by a later instant than when the latest that was taken began,
 *   not even while none waits: others may have come since.
 * - One that cannot connect, as when the queue is full, or is not taken for long begins anew; the
 *   wait goes on.
 * - A wait of more than `WAIT_MS_MAX` counts as refused heartbeats, until one is taken in less.
 * - As long as none was ever taken, this machine may not let us connect to ourselves: a wait that
 *   is too long is then no more than a line in the log.
 * - Where several processes take from one queue, ours counts as taken once all of them have read
 *   what they took before (`onceAllRead`).
 */
import { connect, type Server, type Socket } from 'node:net'
import { refuse } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'

const LOOK_MS = 125
/** Of a longer stall the engine's own ticks tell. */
const LOOK_MS_MAX = 1_250
/** Within one machine a connection stands at once, unless the queue is full. */
const CONNECT_LOOKS_MAX = 6
/** As long as a heartbeat may be on its way to a store that other servers judge by. */
const WAIT_MS_MAX = 5_000
const QUEUE_LOOKS_MAX = WAIT_MS_MAX / LOOK_MS

/** Instants in `unread`. */
interface Mark {
  readonly at: number
}

interface Own {
  readonly socket: Socket
  isTaken: boolean
  /** The latest when it began. */
  readonly mark: Mark | undefined
  looks: number
}

export interface Place {
  readonly host: string
  readonly port: number
}

export interface QueueOptions {
  readonly place: Place
  readonly isListening: () => boolean
  readonly onceAllRead: (act: () => void) => void
}

export interface QueueWatch {
  /** Whether one of ours waits. */
  waits(): boolean
  /** Whether the connection from that port of this machine was ours; it has left the queue then. */
  take(port: number | undefined): boolean
  stop(): void
}

/** Who connects, as the server sees it. */
interface Peer {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

/** The server listens already. What begins here ends when it closes. */
export function watchListenQueue(ctx: Context, server: Server): void {
  const place = placeOf(server)
  const watch = watchQueue(ctx, {
    place,
    isListening: () => server.listening,
    onceAllRead: (act) => act(),
  })
  // Its address costs a call of the system, and most come while none of ours waits.
  const take = (peer: Peer) => watch.waits() && watch.take(portOfOwn(peer, place))
  takeFirst(server, 'connection', (socket: Socket) => {
    const ours = take(socket)
    if (ours) socket.destroy()
    return ours
  })
  takeFirst(server, 'drop', (peer?: Peer) => take(peer ?? {}))
  server.once('close', watch.stop)
}

/** Somebody listens already, and says who is taken. */
export function watchQueue(ctx: Context, options: QueueOptions): QueueWatch {
  const queue = new ListenQueue(ctx, options)
  queue.look()
  const timer = setInterval(() => queue.look(), LOOK_MS).unref()
  return {
    waits: () => queue.waits(),
    take: (port) => queue.take(port),
    stop() {
      clearInterval(timer)
      queue.leave()
    },
  }
}

/** The port of a peer that may be ourselves; most are not. */
export function portOfOwn(
  { remoteAddress, remotePort }: Peer,
  { host }: Place,
): number | undefined {
  return remoteAddress === host || remoteAddress === `::ffff:${host}` ? remotePort : undefined
}

class ListenQueue {
  readonly #ctx: Context
  readonly #options: QueueOptions
  /** Ours in `unread`, oldest first: of the latest that was taken, and of those that were not. */
  readonly #marks: Mark[] = []
  #own: Own | null = null
  #lookedAt = 0
  /** Since the first look at what waits now, over all tries; null while nothing waits. */
  #waitedMs: number | null = null
  #tooLong = false
  #everTaken = false
  #fault: unknown = null

  constructor(ctx: Context, options: QueueOptions) {
    this.#ctx = ctx
    this.#options = options
  }

  look(): void {
    if (!this.#options.isListening()) return
    const { wallMs, monotonicMs } = this.#ctx.clock.read()
    if (this.#waitedMs !== null) {
      this.#waitedMs += Math.min(monotonicMs - this.#lookedAt, LOOK_MS_MAX)
      if (this.#waitedMs > WAIT_MS_MAX) this.#complain(this.#waitedMs)
    }
    this.#lookedAt = monotonicMs
    if (this.#tooLong) this.#refuse(wallMs)
    else this.#mark(wallMs)
    const own = this.#own
    if (own !== null) own.looks += 1
    if (own !== null && isLost(own)) this.leave()
    if (this.#own === null) this.#begin()
  }

  waits(): boolean {
    return this.#own !== null
  }

  take(port: number | undefined): boolean {
    const own = this.#own
    if (own === null || own.isTaken || port === undefined || port !== own.socket.localPort)
      return false
    own.isTaken = true
    // Without a reset, each would leave a port that is of no use for a minute.
    own.socket.resetAndDestroy()
    this.#options.onceAllRead(() => this.#settle(own))
    return true
  }

  #settle(own: Own): void {
    if (this.#own !== own) return
    const waitedMs = this.#waitedMs ?? 0
    this.#own = null
    this.#waitedMs = null
    this.#fault = null
    this.#everTaken = true
    this.#tooLong = waitedMs > WAIT_MS_MAX
    afterNextTurn(() => this.#release(own.mark))
    if (waitedMs > 0) {
      if (!this.#tooLong) this.#mark(this.#ctx.clock.read().wallMs)
      this.#begin()
    }
  }

  leave(): void {
    this.#own?.socket.destroy()
    this.#own = null
  }

  #begin(): void {
    const socket = connect(this.#options.place).unref()
    this.#own = { socket, isTaken: false, mark: this.#marks.at(-1), looks: 0 }
    this.#waitedMs ??= 0
    socket.on('error', (error) => {
      this.#fault = error
    })
    socket.on('close', () => {
      if (this.#own?.socket === socket && !this.#own.isTaken) this.#own = null
    })
  }

  #mark(at: number): void {
    const mark = { at }
    this.#marks.push(mark)
    this.#ctx.unread.add(mark)
  }

  /** `taken` stays: what came after it began may still wait. */
  #release(taken: Mark | undefined): void {
    const older = taken === undefined ? 0 : this.#marks.indexOf(taken)
    for (const mark of this.#marks.splice(0, older)) this.#ctx.unread.delete(mark)
  }

  /** Every host gets a full timeout, so that no instant before is held any more. */
  #refuse(now: number): void {
    for (const mark of this.#marks.splice(0)) this.#ctx.unread.delete(mark)
    if (this.#everTaken) this.#ctx.listening = refuse(this.#ctx.listening, 'overload', now)
  }

  #complain(waitedMs: number): void {
    if (this.#tooLong) return
    this.#tooLong = true
    const fields = { waitedMs: Math.round(waitedMs), error: this.#fault, ...this.#options.place }
    if (this.#everTaken) {
      this.#ctx.log.warn(fields, 'connections wait too long: heartbeats count as refused')
    } else {
      const cure = 'let this machine connect to its own address'
      this.#ctx.log.warn({ ...fields, cure }, 'connections that wait long cannot be noticed')
    }
  }
}

/** One that stands may still be lost, if the queue has filled up just before. */
function isLost({ socket, isTaken, looks }: Own): boolean {
  return looks >= (socket.connecting && !isTaken ? CONNECT_LOOKS_MAX : QUEUE_LOOKS_MAX)
}

/** Whoever listens so far hears only of what `take` leaves. */
function takeFirst<T>(server: Server, event: string, take: (subject: T) => boolean): void {
  const others = server.listeners(event)
  server.removeAllListeners(event)
  server.on(event, (subject: T) => {
    if (take(subject)) return
    for (const other of others) Reflect.apply(other, server, [subject])
  })
}

export function placeOf(server: Server): Place {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address to connect to')
  return reachable(address.address, address.port)
}

/** How this machine reaches itself where it listens. */
export function reachable(address: string, port: number): Place {
  const everywhere = address === '0.0.0.0' || address === '::'
  // One that listens on :: hears IPv4 too, which is there even where IPv6 is switched off.
  return { host: everywhere ? '127.0.0.1' : address, port }
}

/** What was taken in this turn is read in the next. */
export function afterNextTurn(work: () => void): void {
  setImmediate(() => setImmediate(work))
}
