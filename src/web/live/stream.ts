/**
 * The page's one connection to `/v1/stream`.
 *
 * - It is open while the page is visible: a browser has six connections per server, and people
 *   open more tabs than that.
 * - Whenever it opens anew, or the server says `reset`, everything shown is loaded anew.
 * - Where the server has no stream, it is tried again now and then; pages poll meanwhile.
 */
import { type Change, readChanges } from './change.ts'
import { queryPath } from './query-path.ts'

export type StreamState = 'live' | 'polling'

/** Null: too much was missed, load everything anew. */
export type OnChanges = (changes: readonly Change[] | null) => void

const RETRY_MS = 30_000

export class Stream {
  readonly #listeners = new Set<OnChanges>()
  readonly #watchers = new Set<() => void>()
  readonly #raw = new Map<string, Set<(text: string) => void>>()
  #source: EventSource | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #state: StreamState = 'polling'
  #wanted = false
  #followed: string | null = null

  /** Opens the stream and keeps it open while the page is visible. */
  start(): () => void {
    this.#wanted = true
    this.#open()
    const onVisibility = () => (document.hidden ? this.#close() : this.#open())
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      this.#wanted = false
      this.#close()
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }

  /** Asks for changes of the map with this grouping, too. */
  follow(by: string | null): void {
    if (this.#followed === by) return
    this.#followed = by
    this.#close()
    this.#open()
  }

  onChanges(listener: OnChanges): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Messages of another name than `changes` and `reset`, as they are. */
  onMessage(name: string, listener: (text: string) => void): () => void {
    const known = this.#raw.get(name)
    const listeners = known ?? new Set()
    if (known === undefined) {
      this.#raw.set(name, listeners)
      if (this.#source !== undefined) this.#attach(this.#source, name)
    }
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  readonly state = (): StreamState => this.#state

  #open(): void {
    if (!this.#wanted || document.hidden || this.#source !== undefined) return
    clearTimeout(this.#retry)
    const source = new EventSource(queryPath('/v1/stream', { map: this.#followed }))
    this.#source = source
    source.addEventListener('open', () => {
      this.#become('live')
      this.#tell(null)
    })
    source.addEventListener('changes', ({ data }) => this.#tell(readChanges(String(data)) ?? null))
    source.addEventListener('reset', () => this.#tell(null))
    for (const name of this.#raw.keys()) this.#attach(source, name)
    source.addEventListener('error', () => {
      this.#become('polling')
      if (source.readyState === EventSource.CLOSED) this.#retryLater()
    })
  }

  #attach(source: EventSource, name: string): void {
    source.addEventListener(name, ({ data }) => {
      for (const listener of this.#raw.get(name) ?? []) listener(String(data))
    })
  }

  #retryLater(): void {
    this.#close()
    this.#retry = setTimeout(() => this.#open(), RETRY_MS)
  }

  #close(): void {
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = undefined
    this.#become('polling')
  }

  #become(state: StreamState): void {
    if (this.#state === state) return
    this.#state = state
    for (const watcher of this.#watchers) watcher()
  }

  #tell(changes: readonly Change[] | null): void {
    for (const listener of this.#listeners) listener(changes)
  }
}

export const stream = new Stream()
