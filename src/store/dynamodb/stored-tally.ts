/**
 * A tally that a sweep leaves behind, so that whoever asks need not scan.
 *
 * - A part with few rows leaves none: counting those costs less than keeping counts of them.
 * - One part of a sweep writes one head, `~tally#<part>`, and the counts in chunks,
 *   `~tally#<part>.<chunk>.<turn>`. No host id starts with "~".
 * - The chunks come first, under the turn that the head does not name; the head last. A sweep that
 *   dies leaves the former tally as it was.
 * - Each chunk carries the instant of its head. A reader who finds another one, a part missing or
 *   one too old, finds nothing, and has to scan.
 */
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Counts, Part } from '../../service/ports.ts'
import { type CountsDraft, noCounts } from '../counts.ts'
import { call } from './call.ts'
import { inFlight } from './in-flight.ts'
import type { Item } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'
import { readItems } from './read-items.ts'
import { sumTallies, type Tally } from './sum-tallies.ts'

interface Head {
  readonly at: number
  /** How many parts the sweep had. */
  readonly of: number
  readonly turn: 0 | 1
  readonly chunks: number
}

type SiteCounts = readonly [site: string, ...counts: number[]]

interface Chunk {
  readonly at: number
  readonly sites: readonly SiteCounts[]
}

const CHUNK_BYTES_MAX = 300_000
const KEYS_AT_ONCE = 100
/** Chunks hold up to 300 KB, and an answer 16 MB. */
const CHUNKS_AT_ONCE = 40
const WRITTEN_AT_ONCE = 4

export async function storeTally(
  table: PulsesTable,
  { tally, part, at }: { readonly tally: Tally; readonly part: Part; readonly at: number },
): Promise<void> {
  const [former] = await readHeads(table, [part.index])
  const turn = former?.turn === 0 ? 1 : 0
  const chunks = chunksOf(tally)
  await inFlight(chunks, WRITTEN_AT_ONCE, (sites, chunk) =>
    put(table, chunkKey(part.index, chunk, turn), { at, sites } satisfies Chunk),
  )
  const head: Head = { at, of: part.of, turn, chunks: chunks.length }
  await put(table, headKey(part.index), head)
}

/** Undefined unless every part was stored at most `ageMaxMs` before or after `now`. */
export async function readStoredTally(
  table: PulsesTable,
  now: number,
  ageMaxMs: number,
): Promise<Tally | undefined> {
  const isFresh = (head: Head | undefined): head is Head =>
    head !== undefined && Math.abs(now - head.at) <= ageMaxMs
  const [first] = await readHeads(table, [0])
  if (!isFresh(first)) return undefined
  const parts = Array.from({ length: first.of }, (_, part) => part)
  const heads = [first, ...(await readHeads(table, parts.slice(1)))]
  const tallies: Tally[] = []
  for (const [part, head] of heads.entries()) {
    if (!isFresh(head) || head.of !== first.of) return undefined
    const tally = await readPart(table, part, head)
    if (tally === undefined) return undefined
    tallies.push(tally)
  }
  return sumTallies(tallies)
}

async function readHeads(
  table: PulsesTable,
  parts: readonly number[],
): Promise<(Head | undefined)[]> {
  const found = await readTexts(table, parts.map(headKey), KEYS_AT_ONCE)
  return found.map((text) => (text === undefined ? undefined : headIn(text)))
}

async function readPart(table: PulsesTable, part: number, head: Head): Promise<Tally | undefined> {
  const keys = Array.from({ length: head.chunks }, (_, chunk) => chunkKey(part, chunk, head.turn))
  const sites = new Map<string, Counts>()
  for (const text of await readTexts(table, keys, CHUNKS_AT_ONCE)) {
    const chunk = text === undefined ? undefined : chunkIn(text)
    if (chunk?.at !== head.at) return undefined
    for (const [site, ...numbers] of chunk.sites) sites.set(site, countsOf(numbers))
  }
  const total = noCounts()
  const whole = { total, sites }
  return sumTallies([whole, ...[...sites.values()].map((counts) => totalOnly(counts))])
}

/** In the order of the keys; undefined where there is nothing. */
async function readTexts(
  table: PulsesTable,
  keys: readonly string[],
  atOnce: number,
): Promise<(string | undefined)[]> {
  const texts = new Map<string, string>()
  for (let from = 0; from < keys.length; from += atOnce) {
    for (const item of await readItems(table, keys.slice(from, from + atOnce))) {
      texts.set(item.h?.S ?? '', item.d?.S ?? '')
    }
  }
  return keys.map((key) => texts.get(key))
}

async function put(table: PulsesTable, key: string, value: Head | Chunk): Promise<void> {
  const item: Item = { h: { S: key }, d: { S: JSON.stringify(value) } }
  const command = new PutItemCommand({ TableName: table.name, Item: item })
  await call(table.client, command, table.working)
}

/** At least one chunk, so that an empty tally is one too. */
function chunksOf({ sites }: Tally): SiteCounts[][] {
  const chunks: SiteCounts[][] = [[]]
  let bytes = 0
  for (const [site, counts] of sites) {
    const entry: SiteCounts = [site, ...numbersOf(counts)]
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1
    if (bytes > CHUNK_BYTES_MAX) {
      chunks.push([])
      bytes = 0
    }
    chunks.at(-1)?.push(entry)
  }
  return chunks
}

function numbersOf({ waiting, up, late, missing, paused, retired }: Counts): number[] {
  return [waiting, up, late, missing, paused, retired]
}

function countsOf([
  waiting = 0,
  up = 0,
  late = 0,
  missing = 0,
  paused = 0,
  retired = 0,
]: readonly number[]): CountsDraft {
  return { waiting, up, late, missing, paused, retired }
}

function totalOnly(total: Counts): Tally {
  return { total, sites: new Map() }
}

function headKey(part: number): string {
  return `~tally#${part}`
}

function chunkKey(part: number, chunk: number, turn: number): string {
  return `~tally#${part}.${chunk}.${turn}`
}

/** Only `storeTally` writes under these keys. */
function headIn(text: string): Head {
  return JSON.parse(text) as Head
}

function chunkIn(text: string): Chunk {
  return JSON.parse(text) as Chunk
}
