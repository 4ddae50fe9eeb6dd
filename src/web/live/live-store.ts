/**
 * What the page shows of the server, by name.
 *
 * - A value is loaded when the first part of the page asks for it, and anew when a change concerns
 *   it, when its time has come, or when somebody asks.
 * - One load at a time; what happens meanwhile leads to one more. Two loads begin at least
 *   `SPACING_MS`, and three times as long as a load takes, apart: a mass outage is thousands of
 *   changes a second.
 * - A load that fails leaves the old value in place, marked with the error.
 */
import type { Change } from './change.ts'

const SPACING_MS = 800
const FORGOTTEN_AFTER_MS = 300_000

export interface Live<T> {
  readonly value: T | undefined
  /** Of the latest load; undefined if that one went well. */
  readonly error: unknown
  readonly loadedAt: number | undefined
}

export interface Source<T> {
  readonly load: () => Promise<T>
  readonly concerns: (change: Change) => boolean
}

interface Entry {
  live: Live<unknown>
  source: Source<unknown>
  readonly listeners: Set<() => void>
  loading: boolean
  again: boolean
  nextAt: number
  timer: ReturnType<typeof setTimeout> | undefined
  unusedAt: number
}

const NOTHING: Live<never> = { value: undefined, error: undefined, loadedAt: undefined }

export class LiveStore {
  readonly #entries = new Map<string, Entry>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  read(key: string): Live<unknown> {
    return this.#entries.get(key)?.live ?? NOTHING
  }

  watch(key: string, source: Source<unknown>, listener: () => void): () => void {
    const entry = this.#entryOf(key, source)
    entry.source = source
    entry.listeners.add(listener)
    this.#requestIfOlder(entry, SPACING_MS)
    return () => {
      entry.listeners.delete(listener)
      entry.unusedAt = this.#now()
      this.#forgetOld()
    }
  }

  /** Loads anew what is shown and concerned; null concerns all. */
  change(changes: readonly Change[] | null): void {
    for (const entry of this.#entries.values()) {
      if (entry.listeners.size === 0) continue
      if (changes === null || changes.some(entry.source.concerns)) this.#request(entry)
    }
  }

  refresh(key: string): void {
    const entry = this.#entries.get(key)
    if (entry !== undefined) this.#request(entry)
  }

  /** Several parts of the page may show one value; it is loaded once per period all the same. */
  refreshIfOlder(key: string, ageMs: number): void {
    const entry = this.#entries.get(key)
    if (entry !== undefined) this.#requestIfOlder(entry, ageMs)
  }

  /** After an act of the person: loads anew all that is shown, at once. */
  refreshAll(): void {
    for (const entry of this.#entries.values()) {
      entry.nextAt = 0
      if (entry.listeners.size > 0) this.#request(entry)
    }
  }

  clear(): void {
    for (const entry of this.#entries.values()) clearTimeout(entry.timer)
    this.#entries.clear()
  }

  #entryOf(key: string, source: Source<unknown>): Entry {
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = {
      live: NOTHING,
      source,
      listeners: new Set(),
      loading: false,
      again: false,
      nextAt: 0,
      timer: undefined,
      unusedAt: 0,
    }
    this.#entries.set(key, entry)
    return entry
  }

  #requestIfOlder(entry: Entry, ageMs: number): void {
    const { loadedAt, error } = entry.live
    const fresh = loadedAt !== undefined && this.#now() - loadedAt < ageMs && error === undefined
    if (!entry.loading && !fresh) this.#request(entry)
  }

  #request(entry: Entry): void {
    if (entry.loading) {
      entry.again = true
      return
    }
    clearTimeout(entry.timer)
    const waitMs = entry.nextAt - this.#now()
    if (waitMs > 0) entry.timer = setTimeout(() => this.#request(entry), waitMs)
    else void this.#load(entry)
  }

  async #load(entry: Entry): Promise<void> {
    const beganAt = this.#now()
    entry.loading = true
    entry.again = false
    try {
      const value = await entry.source.load()
      entry.live = { value, error: undefined, loadedAt: this.#now() }
    } catch (error) {
      entry.live = { ...entry.live, error }
    }
    entry.loading = false
    entry.nextAt = beganAt + Math.max(SPACING_MS, 4 * (this.#now() - beganAt))
    for (const listener of entry.listeners) listener()
    if (entry.again && entry.listeners.size > 0) this.#request(entry)
  }

  #forgetOld(): void {
    for (const [key, { listeners, unusedAt, timer }] of this.#entries) {
      if (listeners.size > 0 || this.#now() - unusedAt < FORGOTTEN_AFTER_MS) continue
      clearTimeout(timer)
      this.#entries.delete(key)
    }
  }
}
