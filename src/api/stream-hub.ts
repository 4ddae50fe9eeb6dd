/**
 * Server-sent events for browsers (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 *
 * - The latest `RING_EVENTS` events are kept; an id counts them within one process.
 * - Every `FLUSH_MS` each client gets what is new as one `changes` message: at most 5 a second.
 * - Last-Event-ID resumes; if that is too far back, or from another process, a `reset` message says
 *   that the page must load anew.
 * - A comment every `COMMENT_MS` keeps proxies from closing the connection.
 * - A client that does not read, or whose key is no longer good, is dropped. It may come back.
 */
import { FlatlineError } from '../core/problem.ts'
import type { Stream } from '../service/ports.ts'
import { presentChange } from './present-change.ts'
import { StreamRing } from './stream-ring.ts'

export const RING_EVENTS = 1_000
export const CLIENTS_MAX = 100
export const FLUSH_MS = 200
export const COMMENT_MS = 15_000
export const CLIENT_BYTES_MAX = 262_144
const RETRY_MS = 2_000
const UNKNOWN_ID = -1

/** Calls back again and again until the returned function is called. */
export type Every = (intervalMs: number, callback: () => void) => () => void

interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly isWelcome: () => boolean
  sentId: number
}

interface Change {
  readonly type: string
  readonly payload: object
}

export class StreamHub implements Stream {
  readonly #name: string
  readonly #ring = new StreamRing<Change>(RING_EVENTS)
  readonly #clients = new Set<Client>()
  readonly #stops: readonly (() => void)[]
  #closed = false

  /** `name` tells this process from the one before it; ids outlive a restart. */
  constructor(name: string, every: Every = everyUnreferenced) {
    this.#name = name
    this.#stops = [
      every(FLUSH_MS, () => {
        for (const client of this.#clients) this.#flushTo(client)
      }),
      every(COMMENT_MS, () => {
        for (const client of this.#clients) this.#greet(client)
      }),
    ]
  }

  get clients(): number {
    return this.#clients.size
  }

  publish(type: string, payload: object): void {
    this.#ring.add({ type, payload })
  }

  /**
   * Throws `too_many_streams` beyond `CLIENTS_MAX`, `not_ready` once it is closed. `isWelcome` is
   * asked again with every comment.
   */
  open(lastEventId: string | null, isWelcome: () => boolean): ReadableStream<Uint8Array> {
    if (this.#closed) throw closedHub()
    if (this.#clients.size >= CLIENTS_MAX) throw tooManyClients()
    const sentId = this.#resumeFrom(lastEventId)
    let opened: Client | undefined
    const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      opened = { controller, isWelcome, sentId }
      this.#clients.add(opened)
      this.#send(opened, `retry: ${RETRY_MS}\n\n`)
      this.#flushTo(opened)
    }
    const cancel = (): void => {
      if (opened !== undefined) this.#clients.delete(opened)
    }
    const strategy = new ByteLengthQueuingStrategy({ highWaterMark: CLIENT_BYTES_MAX })
    return new ReadableStream({ start, cancel }, strategy)
  }

  /** Ends all streams and takes no more. */
  close(): void {
    this.#closed = true
    for (const stop of this.#stops) stop()
    for (const client of this.#clients) this.#drop(client)
  }

  #resumeFrom(lastEventId: string | null): number {
    if (lastEventId === null || lastEventId === '') return this.#ring.latestId
    const prefix = `${this.#name}-`
    const count = lastEventId.startsWith(prefix) ? lastEventId.slice(prefix.length) : ''
    return /^\d{1,15}$/.test(count) ? Number(count) : UNKNOWN_ID
  }

  #flushTo(client: Client): void {
    const { latestId } = this.#ring
    if (client.sentId === latestId) return
    const news = this.#ring.after(client.sentId)
    client.sentId = latestId
    const id = `id: ${this.#name}-${latestId}\n`
    const message = news === undefined ? 'event: reset\ndata: {}' : changes(news)
    this.#send(client, `${id}${message}\n\n`)
  }

  #greet(client: Client): void {
    if (client.isWelcome()) this.#send(client, ':\n\n')
    else this.#drop(client)
  }

  #send(client: Client, text: string): void {
    if ((client.controller.desiredSize ?? 0) <= 0) this.#drop(client)
    else client.controller.enqueue(new TextEncoder().encode(text))
  }

  #drop(client: Client): void {
    if (this.#clients.delete(client)) client.controller.close()
  }
}

/** Put into words only when someone listens: a mass outage is a hundred thousand changes. */
function changes(news: readonly Change[]): string {
  const texts = news.map(({ type, payload }) => JSON.stringify(presentChange(type, payload)))
  return `event: changes\ndata: [${texts.join(',')}]`
}

function tooManyClients(): FlatlineError {
  const detail = `At most ${CLIENTS_MAX} event streams can be open.`
  return new FlatlineError('too_many_streams', detail, {
    hint: 'Close a page that nobody looks at, or read /v1/fleet now and then instead.',
    retryAfterSeconds: 30,
  })
}

function closedHub(): FlatlineError {
  return new FlatlineError('not_ready', 'Flatline is shutting down.', {
    hint: 'Connect again in a few seconds.',
    retryAfterSeconds: 2,
  })
}

function everyUnreferenced(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
