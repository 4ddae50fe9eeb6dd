import type { IndexDefinition } from '../../src/store/dynamodb/tables.ts'
import { type Due, Heap } from '../kernel/heap.ts'
import { assertKeyText, type Key } from './keys.ts'
import { validationFailed } from './refusals.ts'
import { type Place, placeAt, Rows } from './rows.ts'
import { type Item, type Stored, toStored } from './stored.ts'

/** A row of an index: the keys of the index and of the table. */
export interface IndexRow {
  readonly place: Place
  readonly stored: Stored
}

interface Pending extends Due {
  readonly text: string
  readonly row: IndexRow | undefined
}

/**
 * What one region shows of one index. A write shows when its time has come; writes of the same item
 * show in the order in which they were made.
 */
export class IndexView {
  readonly schema: IndexDefinition
  readonly rows = new Rows<IndexRow>()
  readonly #pending = new Heap<Pending>()
  readonly #shown = new Map<string, IndexRow>()
  readonly #lastAt = new Map<string, number>()
  #sequence = 0

  constructor(schema: IndexDefinition) {
    this.schema = schema
  }

  /** `row` undefined: the item has left the index. */
  plan({ text }: Key, row: IndexRow | undefined, at: number): void {
    const inTurn = Math.max(at, this.#lastAt.get(text) ?? 0)
    this.#lastAt.set(text, inTurn)
    this.#pending.push({ at: inTurn, tie: 0, sequence: this.#sequence++, text, row })
  }

  catchUp(now: number): void {
    for (;;) {
      const next = this.#pending.peek()
      if (next === undefined || next.at > now) return
      this.#pending.pop()
      this.#show(next)
    }
  }

  #show({ text, row, at }: Pending): void {
    if (this.#lastAt.get(text) === at) this.#lastAt.delete(text)
    const shown = this.#shown.get(text)
    if (shown !== undefined) this.rows.remove(shown)
    if (row === undefined) this.#shown.delete(text)
    else {
      this.#shown.set(text, row)
      this.rows.add(row)
    }
  }
}

/** Undefined if the item is not in the index, for want of one of its keys. */
export function indexRowOf(
  index: IndexDefinition,
  key: Key,
  item: Item | undefined,
): IndexRow | undefined {
  const partition = indexKeyIn(index, index.partitionKey, item)
  const sort = indexKeyIn(index, index.sortKey, item)
  if (partition === undefined || sort === undefined) return undefined
  const own = { [index.partitionKey]: { S: partition }, [index.sortKey]: { S: sort } }
  return {
    place: placeAt(partition, sort, key.text),
    stored: toStored({ ...key.item, ...own }),
  }
}

/** Whether an index has nothing to do when the one item takes the place of the other. */
export function isSameIn(
  index: IndexDefinition,
  before: Item | undefined,
  after: Item | undefined,
): boolean {
  return [index.partitionKey, index.sortKey].every(
    (name) => indexKeyIn(index, name, before) === indexKeyIn(index, name, after),
  )
}

function indexKeyIn(
  index: IndexDefinition,
  name: string,
  item: Item | undefined,
): string | undefined {
  const value = item?.[name]
  if (value === undefined) return undefined
  if (value.S === undefined) {
    throw validationFailed(
      `One or more parameter values were invalid: Type mismatch for Index Key ${name}`,
    )
  }
  assertKeyText(index, name, value.S)
  return value.S
}
