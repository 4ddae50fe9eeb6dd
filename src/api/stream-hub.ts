/**
 * Server-sent events for browsers (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 *
 * - The latest `RING_EVENTS` events are kept; an id counts them within one process.
 * - Every `FLUSH_MS` each client gets what is new as one `changes` message, and every second one
 *   `fleet` message if the fleet changed: at most 5 a second together.
 * - Last-Event-ID resumes; if that is too far back, or from another process, a `reset` message says
 *   that the page must load anew.
 * - A comment every `COMMENT_MS` keeps proxies from closing the connection.
 * - A client that does not read, or whose key is no longer good, is dropped. It may come back.
 */
import { FlatlineError } from '../core/problem.ts'
import type { Stream } from '../service/ports.ts'
import { type Every, everyUnreferenced } from './every.ts'
import { presentChange } from './present-change.ts'
import { StreamRing } from './stream-ring.ts'

export const RING_EVENTS = 1_000
export const CLIENTS_MAX = 100
export const FLUSH_MS = 250
export const COMMENT_MS = 15_000
export const CLIENT_BYTES_MAX = 262_144
const RETRY_MS = 2_000
const UNKNOWN_ID = -1
const FOLLOWS_NOTHING: Follows = { map: null, admin: false }

/** Asked again with every comment. */
export type IsWelcome = () => boolean | Promise<boolean>

interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly isWelcome: IsWelcome
  readonly follows: Follows
  sentId: number
  /** It knows where the map stands that it follows. */
  placed: boolean
}

/** What a client wants besides changes. */
export interface Follows {
  /** The grouping of the map; null: none. */
  readonly map: string | null
  /** May know what only an administrator may. */
  readonly admin: boolean
}

/** A message about the fleet, as text of one `data` line; null: nothing is new. */
export interface FleetNews {
  /** For clients that know where their map stands. */
  readonly next: string | null
  /** For clients that have just come. */
  readonly first: string
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
        for (const client of this.#clients) void this.#greet(client)
      }),
    ]
  }

  get clients(): number {
    return this.#clients.size
  }

  publish(type: string, payload: object): void {
    this.#ring.add({ type, payload })
  }

  /** The maps that clients follow; null stands for those who follow none. */
  get followed(): ReadonlySet<string | null> {
    return new Set([...this.#clients].map(({ follows }) => follows.map))
  }

  /** Tells those who follow this map how the fleet is. */
  tellFleet(map: string | null, { next, first }: FleetNews): void {
    for (const client of this.#clients) {
      if (client.follows.map !== map) continue
      const text = client.placed ? next : first
      client.placed = true
      if (text !== null) this.#send(client, `event: fleet\ndata: ${text}\n\n`)
    }
  }

  /** Throws `too_many_streams` beyond `CLIENTS_MAX`, `not_ready` once it is closed. */
  open(
    lastEventId: string | null,
    isWelcome: IsWelcome,
    follows: Follows = FOLLOWS_NOTHING,
  ): ReadableStream<Uint8Array> {
    if (this.#closed) throw closedHub()
    if (this.#clients.size >= CLIENTS_MAX) throw tooManyClients()
    const sentId = this.#resumeFrom(lastEventId)
    let opened: Client | undefined
    const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      opened = { controller, isWelcome, follows, sentId, placed: false }
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
    const message =
      news === undefined ? 'event: reset\ndata: {}' : changes(news, client.follows.admin)
    this.#send(client, `${id}${message}\n\n`)
  }

  async #greet(client: Client): Promise<void> {
    if (await client.isWelcome()) this.#send(client, ':\n\n')
    else this.#drop(client)
  }

  #send(client: Client, text: string): void {
    if (!this.#clients.has(client)) return
    if ((client.controller.desiredSize ?? 0) <= 0) this.#drop(client)
    else client.controller.enqueue(new TextEncoder().encode(text))
  }

  #drop(client: Client): void {
    if (this.#clients.delete(client)) client.controller.close()
  }
}

/** Put into words only when someone listens: a mass outage is a hundred thousand changes. */
function changes(news: readonly Change[], admin: boolean): string {
  const texts = news.map(({ type, payload }) => JSON.stringify(presentChange(type, payload, admin)))
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
