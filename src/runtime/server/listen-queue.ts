/**
 * A loaded event loop takes one connection per turn, while the others wait in a queue of the
 * system, unread and uncounted. So a connection of our own waits among them:
 *
 * - One begins every quarter of a second, and at once when the former one was taken late.
 * - The queue is first in, first out: what came before ours is taken when ours is, and read one
 *   turn later. Until then nobody is judged by a later instant than when ours began.
 * - One that cannot connect, as when the queue is full, or is not taken for long begins anew; the
 *   wait goes on.
 * - A wait of more than `WAIT_MS_MAX` counts as refused heartbeats, until one is taken in less.
 * - As long as none was ever taken, this machine may not let us connect to ourselves: a wait that
 *   is too long is then no more than a line in the log.
 */
import { connect, type Server, type Socket } from 'node:net'
import { refuse } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'

const LOOK_MS = 250
/** Of a longer stall the engine's own ticks tell. */
const LOOK_MS_MAX = 1_250
/** Within one machine a connection stands at once, unless the queue is full. */
const CONNECT_LOOKS_MAX = 3
/** As long as a heartbeat may be on its way to a store that other servers judge by. */
const WAIT_MS_MAX = 5_000
const QUEUE_LOOKS_MAX = WAIT_MS_MAX / LOOK_MS

/** Instants in `unread`. */
interface Mark {
  readonly at: number
}

interface Own {
  readonly socket: Socket
  /** The latest when it began. */
  readonly mark: Mark | undefined
  looks: number
}

interface Place {
  readonly host: string
  readonly port: number
}

/** Who connects, as the server sees it. */
interface Peer {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

/** The server listens already. What begins here ends when it closes. */
export function watchListenQueue(ctx: Context, server: Server): void {
  const queue = new ListenQueue(ctx, server, placeOf(server))
  takeFirst(server, 'connection', (socket: Socket) => {
    const ours = queue.take(socket)
    if (ours) socket.destroy()
    return ours
  })
  takeFirst(server, 'drop', (peer?: Peer) => queue.take(peer ?? {}))
  queue.look()
  const timer = setInterval(() => queue.look(), LOOK_MS).unref()
  server.once('close', () => {
    clearInterval(timer)
    queue.leave()
  })
}

class ListenQueue {
  readonly #ctx: Context
  readonly #server: Server
  readonly #place: Place
  /** Ours in `unread`, oldest first. */
  readonly #marks: Mark[] = []
  #own: Own | null = null
  #lookedAt = 0
  /** Since the first look at what waits now, over all tries; null while nothing waits. */
  #waitedMs: number | null = null
  #tooLong = false
  #everTaken = false
  #fault: unknown = null

  constructor(ctx: Context, server: Server, place: Place) {
    this.#ctx = ctx
    this.#server = server
    this.#place = place
  }

  look(): void {
    if (!this.#server.listening) return
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

  /** Whether it was ours; then it has left the queue. */
  take({ remoteAddress, remotePort }: Peer): boolean {
    const own = this.#own
    if (own === null || remotePort === undefined || remotePort !== own.socket.localPort)
      return false
    const { host } = this.#place
    if (remoteAddress !== host && remoteAddress !== `::ffff:${host}`) return false
    const waitedMs = this.#waitedMs ?? 0
    this.#own = null
    this.#waitedMs = null
    this.#fault = null
    this.#everTaken = true
    this.#tooLong = waitedMs > WAIT_MS_MAX
    // Without a reset, each would leave a port that is of no use for a minute.
    own.socket.resetAndDestroy()
    afterNextTurn(() => this.#release(own.mark))
    if (waitedMs > 0) {
      if (!this.#tooLong) this.#mark(this.#ctx.clock.read().wallMs)
      this.#begin()
    }
    return true
  }

  leave(): void {
    this.#own?.socket.destroy()
    this.#own = null
  }

  #begin(): void {
    const socket = connect(this.#place).unref()
    this.#own = { socket, mark: this.#marks.at(-1), looks: 0 }
    this.#waitedMs ??= 0
    socket.on('error', (error) => {
      this.#fault = error
    })
    socket.on('close', () => {
      if (this.#own?.socket === socket) this.#own = null
    })
  }

  #mark(at: number): void {
    const mark = { at }
    this.#marks.push(mark)
    this.#ctx.unread.add(mark)
  }

  #release(upTo: Mark | undefined): void {
    const count = upTo === undefined ? 0 : this.#marks.indexOf(upTo) + 1
    for (const mark of this.#marks.splice(0, count)) this.#ctx.unread.delete(mark)
  }

  /** Every host gets a full timeout, so that no instant before is held any more. */
  #refuse(now: number): void {
    this.#release(this.#marks.at(-1))
    if (this.#everTaken) this.#ctx.listening = refuse(this.#ctx.listening, 'overload', now)
  }

  #complain(waitedMs: number): void {
    if (this.#tooLong) return
    this.#tooLong = true
    const fields = { waitedMs: Math.round(waitedMs), error: this.#fault, ...this.#place }
    if (this.#everTaken) {
      this.#ctx.log.warn(fields, 'connections wait too long: heartbeats count as refused')
    } else {
      const cure = 'let this machine connect to its own address'
      this.#ctx.log.warn({ ...fields, cure }, 'connections that wait long cannot be noticed')
    }
  }
}

/** One that stands may still be lost, if the queue has filled up just before. */
function isLost({ socket, looks }: Own): boolean {
  return looks >= (socket.connecting ? CONNECT_LOOKS_MAX : QUEUE_LOOKS_MAX)
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

function placeOf(server: Server): Place {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address to connect to')
  const everywhere = address.address === '0.0.0.0' || address.address === '::'
  // One that listens on :: hears IPv4 too, which is there even where IPv6 is switched off.
  return { host: everywhere ? '127.0.0.1' : address.address, port: address.port }
}

/** What was taken in this turn is read in the next. */
function afterNextTurn(work: () => void): void {
  setImmediate(() => setImmediate(work))
}
