import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb'
import { type Bindings, bind, holds, pathsOf } from './bindings.ts'
import { type KeyCondition, parseCondition, parseKeyCondition } from './grammar.ts'
import { assertKeyText, type KeySchema, keyOf, namesOf } from './keys.ts'
import { Unmodelled, validationFailed } from './refusals.ts'
import { compareBytes, comparePlaces, type Place, placeAt, type Rows } from './rows.ts'
import { assertKnown, type Desk } from './serve.ts'
import type { Item, Stored } from './stored.ts'

/** Rows of a table or of an index, in order, and what the reader sees of each. */
interface Source<T extends { readonly place: Place } = never> {
  readonly schema: KeySchema
  readonly rows: Pick<Rows<T>, 'at' | 'firstWhere' | 'length'>
  see(row: T): Stored | undefined
}

/** From this index up to, but not with, that one. */
interface Range {
  readonly from: number
  readonly to: number
}

interface Paging {
  readonly limit: number
  readonly bytesMax: number
  readonly descending: boolean
  readonly keep: (item: Item) => boolean
  /** Attributes of the key that a page ends with. */
  readonly keyNames: readonly string[]
}

const HASHES = 2 ** 32
const SEGMENTS_MAX = 1_000_000

export function answerQuery(desk: Desk, input: QueryCommandInput): object {
  const { IndexName: index } = input
  assertKnown('Select', input.Select, 'COUNT')
  if (index === undefined) return queryRows(desk, input, tableSource(desk, input.ConsistentRead))
  if (input.ConsistentRead === true) {
    throw validationFailed('Consistent reads are not supported on global secondary indexes')
  }
  const view = desk.table.view(desk.region, index)
  if (view === undefined) {
    throw validationFailed(`The table does not have the specified index: ${index}`)
  }
  return queryRows(desk, input, {
    schema: view.schema,
    rows: view.rows,
    see: ({ stored }) => stored,
  })
}

export function answerScan(desk: Desk, input: ScanCommandInput): object {
  const { definition } = desk.table.site
  const filter =
    input.FilterExpression === undefined ? null : parseCondition(input.FilterExpression)
  const bindings = bind(input, [filter])
  const fixed = filter === null ? [] : pathsOf(filter.tree).map((path) => bindings.name(path))
  if (fixed.some((path) => namesOf(definition).includes(path))) {
    throw validationFailed('Filter Expression can only contain non-primary key attributes')
  }
  const source = tableSource(desk, input.ConsistentRead)
  const { Segment: segment = 0, TotalSegments: total = 1 } = input
  if (segment < 0 || segment >= total || total > SEGMENTS_MAX) {
    throw validationFailed('The value for Segment must be less than TotalSegments')
  }
  const startOf = (part: number) =>
    source.rows.firstWhere(({ hash }) => hash >= Math.ceil((part * HASHES) / total))
  const range = { from: startOf(segment), to: startOf(segment + 1) }
  const paging = {
    ...pagingOf(desk, input.Limit),
    descending: false,
    keep: (item: Item) => filter === null || holds(filter.tree, item, bindings),
  }
  return page(source, startedBehind(desk, source, range, input.ExclusiveStartKey, false), paging)
}

function tableSource({ table }: Desk, consistent: boolean | undefined) {
  const { definition: schema } = table.site
  type Cell = NonNullable<Parameters<typeof table.see>[0]>
  return { schema, rows: table.rows, see: (cell: Cell) => table.see(cell, consistent === true) }
}

function queryRows<T extends { readonly place: Place }>(
  desk: Desk,
  input: QueryCommandInput,
  source: Source<T>,
): object {
  if (input.KeyConditionExpression === undefined) throw new Unmodelled('a Query without condition')
  const condition = parseKeyCondition(input.KeyConditionExpression)
  const bindings = bind(input, [condition])
  const range = rangeOf(source, condition.tree, bindings)
  const descending = input.ScanIndexForward === false
  const started = startedBehind(desk, source, range, input.ExclusiveStartKey, descending)
  const { definition } = desk.table.site
  const keyNames = [...new Set([...namesOf(definition), ...namesOf(source.schema)])]
  const paging = { ...pagingOf(desk, input.Limit), descending, keep: () => true, keyNames }
  const { Items, ...counts } = page(source, started, paging)
  return input.Select === 'COUNT' ? counts : { ...counts, Items }
}

function pagingOf({ table, pageBytesMax }: Desk, limit: number | undefined) {
  if (limit !== undefined && limit < 1) throw validationFailed('Limit must be at least 1')
  const keyNames = namesOf(table.site.definition)
  return { limit: limit ?? Number.POSITIVE_INFINITY, bytesMax: pageBytesMax, keyNames }
}

/** A page that ends at its limit names its last key, even if nothing follows. */
function page<T extends { readonly place: Place }>(
  { rows, see }: Source<T>,
  { from, to }: Range,
  { limit, bytesMax, descending, keep, keyNames }: Paging,
) {
  const Items: Item[] = []
  let ScannedCount = 0
  let bytes = 0
  for (let step = 0; step < to - from; step++) {
    const row = rows.at(descending ? to - 1 - step : from + step)
    const stored = row === undefined ? undefined : see(row)
    if (stored === undefined) continue
    ScannedCount++
    bytes += stored.bytes
    if (keep(stored.item)) Items.push({ ...stored.item })
    if (ScannedCount < limit && bytes < bytesMax) continue
    const LastEvaluatedKey = pick(stored.item, keyNames)
    return { Items, Count: Items.length, ScannedCount, LastEvaluatedKey }
  }
  return { Items, Count: Items.length, ScannedCount }
}

function rangeOf<T extends { readonly place: Place }>(
  { schema, rows }: Source<T>,
  { partition, sort }: KeyCondition,
  bindings: Bindings,
): Range {
  const keyText = (path: string, name: string | undefined, value: string) => {
    const text = bindings.value(value).S
    if (bindings.name(path) !== name || text === undefined) {
      throw validationFailed(`Query condition missed key schema element: ${name}`)
    }
    assertKeyText(schema, name, text)
    return text
  }
  const wanted = placeAt(keyText(partition.path, schema.partitionKey, partition.value), '')
  const after = (place: Place) =>
    place.hash - wanted.hash || compareBytes(place.partition, wanted.partition)
  const firstWhere = (isReached: (text: string) => boolean) =>
    rows.firstWhere((place) => after(place) > 0 || (after(place) === 0 && isReached(place.sort)))
  const all = { from: firstWhere(() => true), to: firstWhere(() => false) }
  if (sort === null) return all
  const bound = (value: string) => keyText(sort.path, schema.sortKey, value)
  if (sort.operator === 'BETWEEN') {
    const [low, high] = [bound(sort.values[0]), bound(sort.values[1])]
    if (compareBytes(low, high) > 0) throw validationFailed('BETWEEN needs its lower bound first')
    return {
      from: firstWhere((text) => compareBytes(text, low) >= 0),
      to: firstWhere((text) => compareBytes(text, high) > 0),
    }
  }
  const limit = bound(sort.value)
  if (sort.operator === '<') {
    return { ...all, to: firstWhere((text) => compareBytes(text, limit) >= 0) }
  }
  return { ...all, from: firstWhere((text) => compareBytes(text, limit) > 0) }
}

/** What is left of a range behind the key that the page before ended with. */
function startedBehind<T extends { readonly place: Place }>(
  { table }: Desk,
  { schema, rows }: Source<T>,
  { from, to }: Range,
  key: Item | undefined,
  descending: boolean,
): Range {
  if (key === undefined) return { from, to }
  const own = keyOf(table.site.definition, pick(key, namesOf(table.site.definition)), true)
  const { place } = schema === table.site.definition ? own : indexKey(schema, key, own.text)
  if (descending) {
    const reached = rows.firstWhere((each) => comparePlaces(each, place) >= 0)
    return { from, to: Math.max(from, Math.min(to, reached)) }
  }
  const passed = rows.firstWhere((each) => comparePlaces(each, place) > 0)
  return { from: Math.min(to, Math.max(from, passed)), to }
}

function indexKey(schema: KeySchema, key: Item, tie: string): { readonly place: Place } {
  const { place } = keyOf(schema, pick(key, namesOf(schema)), true)
  return { place: placeAt(place.partition, place.sort, tie) }
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = item[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
