/**
 * One table as DynamoDB keeps it.
 *
 * - It has one truth, also when it is replicated: strong reads and conditional writes see it from
 *   every region. Writes of one item that meet across regions may fail (`isContested`).
 * - A read that is not strong may see what an item was before its latest writes, for a while.
 * - Each region's view of each index shows a write after a time of its own; a region that is cut
 *   off from the others shows nothing new.
 * - Time to live: an item that has passed may vanish at any time within two days.
 */
import type { TableDefinition } from '../../src/store/dynamodb/tables.ts'
import { type IndexRow, IndexView, indexRowOf, isSameIn } from './index-view.ts'
import type { Key } from './keys.ts'
import { type Place, Rows } from './rows.ts'
import type { Item, Stored } from './stored.ts'

/** What a table asks of the world. */
export interface TableWorld {
  /** True time in milliseconds since the epoch. */
  now(): number
  /** Uniform in [0, 1). */
  draw(): number
  /** How long an index goes without a write. */
  indexLagMs(): number
  /** How long a read that is not strong may go without a write. */
  readLagMs(): number
  /** Whether a replica of this table reaches enough of the others. */
  isConnected(table: Table, region: string): boolean
}

export interface TableSite {
  readonly name: string
  readonly definition: TableDefinition
  /** Its replicas. */
  readonly regions: readonly string[]
  /** Holds no items that anybody could read, but counts as a third replica. */
  readonly witness?: string | undefined
}

/** What is, and lately was, under a key. */
export interface Cell {
  readonly key: Key
  readonly place: Place
  stored: Stored | undefined
  /** Earlier states, oldest first, and until when somebody may still see them. */
  older: { readonly stored: Stored | undefined; readonly until: number }[]
  /** Drawn when somebody looks after its time to live. */
  vanishesAt: number | null
  /** The latest write: from where, and until when it was under way. */
  written: { readonly region: string; readonly until: number }
}

interface Move {
  readonly region: string
  readonly view: IndexView
  readonly row: IndexRow | undefined
}

/** "Typically within a few days", says the developer guide: two are what it said for years. */
const VANISHES_WITHIN_MS = 48 * 3_600_000

export class Table {
  readonly site: TableSite
  readonly rows = new Rows<Cell>()
  readonly #world: TableWorld
  readonly #cells = new Map<string, Cell>()
  /** Without an item, but perhaps still seen. */
  readonly #graves = new Set<Cell>()
  readonly #views: ReadonlyMap<string, readonly IndexView[]>

  constructor(site: TableSite, world: TableWorld) {
    this.site = site
    this.#world = world
    const views = () => site.definition.indexes.map((index) => new IndexView(index))
    this.#views = new Map(site.regions.map((region) => [region, views()]))
  }

  cellOf(key: Key): Cell | undefined {
    return this.#cells.get(key.text)
  }

  /** All that is stored. */
  items(): Item[] {
    return [...this.#cells.values()].flatMap(({ stored }) => (stored ? [stored.item] : []))
  }

  /** What a reader sees. */
  see(cell: Cell | undefined, strongly: boolean): Stored | undefined {
    if (cell === undefined) return undefined
    this.#expire(cell)
    if (strongly || cell.older.length === 0) return cell.stored
    const now = this.#world.now()
    cell.older = cell.older.filter(({ until }) => until > now)
    if (cell.older.length === 0) return cell.stored
    const seen = cell.older[Math.floor(this.#world.draw() * (cell.older.length + 1))]
    return seen === undefined ? cell.stored : seen.stored
  }

  /** Whether a write from this region meets another's that is still under way. */
  isContested(key: Key, region: string): boolean {
    const written = this.cellOf(key)?.written
    if (written === undefined || written.region === region) return false
    return written.until > this.#world.now()
  }

  /** `stored` undefined: deletes it. Throws, and writes nothing, if an index cannot hold it. */
  write(key: Key, stored: Stored | undefined, written: Cell['written']): void {
    this.#bury()
    const moves = this.#movesOf(key, this.cellOf(key)?.stored, stored)
    const cell = this.cellOf(key) ?? this.#newCell(key, stored, written)
    if (cell !== undefined) this.#put(cell, stored, written, moves)
  }

  /** What this region shows of an index now; undefined if there is no such index. */
  view(region: string, indexName: string): IndexView | undefined {
    const view = this.#views.get(region)?.find(({ schema }) => schema.name === indexName)
    if (this.#world.isConnected(this, region)) view?.catchUp(this.#world.now())
    return view
  }

  #newCell(key: Key, stored: Stored | undefined, written: Cell['written']): Cell | undefined {
    if (stored === undefined) return undefined
    const { place } = key
    const cell: Cell = { key, place, stored: undefined, older: [], vanishesAt: null, written }
    this.#cells.set(key.text, cell)
    this.rows.add(cell)
    return cell
  }

  #put(
    cell: Cell,
    stored: Stored | undefined,
    written: Cell['written'],
    moves: readonly Move[],
  ): void {
    const now = this.#world.now()
    const lagMs = this.#world.readLagMs()
    cell.older = cell.older.filter(({ until }) => until > now)
    if (lagMs > 0) cell.older.push({ stored: cell.stored, until: now + lagMs })
    cell.stored = stored
    cell.vanishesAt = null
    cell.written = written
    if (stored === undefined) this.#graves.add(cell)
    for (const { view, row } of moves) view.plan(cell.key, row, now + this.#world.indexLagMs())
    this.#catchUp(moves)
  }

  /** Rows that come into an index, move in it or leave it, in each region. */
  #movesOf(key: Key, before: Stored | undefined, after: Stored | undefined): Move[] {
    const { indexes } = this.site.definition
    return indexes.flatMap((index, place) => {
      if (isSameIn(index, before?.item, after?.item)) return []
      const row = indexRowOf(index, key, after?.item)
      return [...this.#views].flatMap(([region, views]) => {
        const view = views[place]
        return view === undefined ? [] : [{ region, view, row }]
      })
    })
  }

  /** So that what nobody asks for does not pile up. */
  #catchUp(moves: readonly Move[]): void {
    for (const { region, view } of moves) {
      if (this.#world.isConnected(this, region)) view.catchUp(this.#world.now())
    }
  }

  /** Rows stay where they are while somebody reads them: the next write takes them out. */
  #expire(cell: Cell): void {
    const { timeToLive } = this.site.definition
    if (timeToLive === undefined || cell.stored === undefined) return
    const seconds = cell.stored.item[timeToLive]?.N
    const now = this.#world.now()
    if (seconds === undefined || Number(seconds) * 1_000 > now) return
    cell.vanishesAt ??= Number(seconds) * 1_000 + this.#world.draw() * VANISHES_WITHIN_MS
    if (cell.vanishesAt <= now)
      this.#put(cell, undefined, cell.written, this.#movesOf(cell.key, cell.stored, undefined))
  }

  #bury(): void {
    const now = this.#world.now()
    for (const cell of this.#graves) {
      if (cell.older.some(({ until }) => until > now) || cell.written.until > now) return
      this.#graves.delete(cell)
      if (cell.stored !== undefined) continue
      this.#cells.delete(cell.key.text)
      this.rows.remove(cell)
    }
  }
}
