import { FlatlineError, type ProblemCode } from '../core/problem.ts'
import type { Heartbeat } from '../service/record-heartbeats.ts'
import { readHeartbeat } from './ingest-fields.ts'
import { asFields, readJson } from './ingest-json.ts'

export const BATCH_ITEMS_MAX = 1_000
export const ITEM_LENGTH_MAX = 4_096

export interface Rejected {
  readonly index: number
  readonly code: ProblemCode
  readonly detail: string
}

export interface Batch {
  readonly heartbeats: readonly Heartbeat[]
  /** For each heartbeat its place in the body. */
  readonly indexes: readonly number[]
  readonly rejected: readonly Rejected[]
}

/**
 * Heartbeats from a JSON array, or from NDJSON with at most 4,096 characters per line; blank lines
 * do not count. Throws `malformed_json`, `not_an_object` or `too_many` for the body as a whole;
 * what is wrong with single heartbeats is listed.
 */
export function readBatch(text: string): Batch {
  const items = readItems(text)
  if (items.length > BATCH_ITEMS_MAX) {
    const detail = `The body has ${items.length} heartbeats; at most 1,000 are taken at once.`
    throw new FlatlineError('too_many', detail, { hint: 'Send them in several requests.' })
  }
  const heartbeats: Heartbeat[] = []
  const indexes: number[] = []
  const rejected: Rejected[] = []
  for (const [index, read] of items.entries()) {
    try {
      heartbeats.push(readHeartbeat(asFields(read())))
      indexes.push(index)
    } catch (error) {
      if (!(error instanceof FlatlineError)) throw error
      rejected.push({ index, code: error.code, detail: error.detail })
    }
  }
  return { heartbeats, indexes, rejected }
}

type Read = () => unknown

function readItems(text: string): Read[] {
  const whole = parseWhole(text)
  if (Array.isArray(whole))
    return whole.map(
      (item): Read =>
        () =>
          item,
    )
  if (whole !== undefined) return [() => asFields(whole)]
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(
      (line): Read =>
        () =>
          readLine(line),
    )
}

/** Undefined if the body is not one JSON value, but could be one per line. */
function parseWhole(text: string): unknown {
  if (text.trimStart().startsWith('[')) return readJson(text)
  try {
    return asFields(JSON.parse(text))
  } catch (error) {
    if (error instanceof FlatlineError) throw error
    return undefined
  }
}

function readLine(line: string): unknown {
  if (line.length <= ITEM_LENGTH_MAX) return readJson(line)
  throw new FlatlineError('body_too_large', 'One heartbeat may have 4,096 characters.')
}
