/**
 * A list of the server, page by page as far as somebody has scrolled.
 *
 * - `more` loads the next page. `refresh` loads anew the pages that hold the rows in sight.
 * - Where a page ends elsewhere than before, those behind it are dropped and load again when they
 *   come into sight.
 */
import type { Page } from '../../contract/page.ts'

export interface Listing<T> {
  readonly items: readonly T[]
  readonly complete: boolean
  readonly loading: boolean
  /** Of the latest load; undefined if that one went well. */
  readonly error: unknown
  readonly loadedAt: number | undefined
}

type Joined<T> = Pick<Listing<T>, 'items' | 'complete'>

interface Loaded<T> extends Page<T> {
  readonly path: string
}

export class CursorPages<T> {
  readonly #load: (path: string) => Promise<Page<T>>
  readonly #first: string
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #pages: readonly Loaded<T>[] = []
  #joint: { readonly pages: readonly Loaded<T>[]; readonly joined: Joined<T> } = {
    pages: this.#pages,
    joined: { items: [], complete: false },
  }
  #busy = false
  #again = false
  #listing: Listing<T> = {
    items: [],
    complete: false,
    loading: true,
    error: undefined,
    loadedAt: undefined,
  }
  /** Rows that are in sight. */
  #sight = { from: 0, to: 0 }

  constructor(load: (path: string) => Promise<Page<T>>, first: string, now: () => number) {
    this.#load = load
    this.#first = first
    this.#now = now
  }

  readonly read = (): Listing<T> => this.#listing

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  look(from: number, to: number): void {
    this.#sight = { from, to }
  }

  async more(): Promise<void> {
    const last = this.#pages.at(-1)
    const path = last === undefined ? this.#first : last.next
    if (this.#busy || path === null) return
    await this.#working(async () => {
      this.#pages = [...this.#pages, { ...(await this.#load(path)), path }]
    })
  }

  async refresh(): Promise<void> {
    if (this.#busy) {
      this.#again = true
      return
    }
    if (this.#pages.length === 0) return this.more()
    await this.#working(async () => {
      for (const index of this.#inSight()) {
        const before = this.#pages[index]
        if (before === undefined) return
        const after = { ...(await this.#load(before.path)), path: before.path }
        const behind = after.next === before.next ? this.#pages.slice(index + 1) : []
        this.#pages = [...this.#pages.slice(0, index), after, ...behind]
      }
    })
  }

  #inSight(): number[] {
    let start = 0
    return this.#pages.flatMap(({ items }, index) => {
      const from = start
      start += items.length
      const seen = from <= this.#sight.to && start >= this.#sight.from
      return seen ? [index] : []
    })
  }

  async #working(work: () => Promise<void>): Promise<void> {
    this.#busy = true
    this.#show({ loading: true })
    try {
      await work()
      this.#show({ error: undefined, loadedAt: this.#now(), loading: false })
    } catch (error) {
      this.#show({ error, loading: false })
    }
    this.#busy = false
    if (!this.#again) return
    this.#again = false
    await this.refresh()
  }

  #show(change: Partial<Listing<T>>): void {
    this.#listing = { ...this.#listing, ...change, ...this.#joined() }
    for (const listener of this.#listeners) listener()
  }

  /** The same as before where no page has changed: a list may be many thousand rows long. */
  #joined(): Joined<T> {
    if (this.#joint.pages === this.#pages) return this.#joint.joined
    const last = this.#pages.at(-1)
    const complete = last !== undefined && last.next === null
    const joined = { items: this.#pages.flatMap((page) => page.items), complete }
    this.#joint = { pages: this.#pages, joined }
    return joined
  }
}
