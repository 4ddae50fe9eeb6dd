import { FlatlineError } from '../core/problem.ts'
import type { Query, Write } from '../service/ports.ts'
import type { ColumnValue, RecordKind } from '../service/record-kinds.ts'

/** How many records one call of `list` looks at, at most, when it has a filter. */
export const LOOKED_AT_MAX = 20_000
export const LIMIT_MAX = 1_000
export const WRITES_MAX = 1_000

/** Where a page ended: the last record's value in the order column, and its id. */
export interface Place {
  readonly value: ColumnValue
  readonly id: string
}

type Ordering = Pick<Query<RecordKind>, 'descending'> & { readonly orderBy?: string }

/** Opaque to callers; names the list that it belongs to, so that it fits no other. */
export function encodeCursor(kind: RecordKind, order: Ordering, place: Place): string {
  return Buffer.from(JSON.stringify([listName(kind, order), place.value, place.id])).toString(
    'base64url',
  )
}

/** Throws `invalid_cursor` unless it came from `encodeCursor` for the same list. */
export function decodeCursor(kind: RecordKind, order: Ordering, cursor: string): Place {
  const parts = parseParts(cursor)
  const [name, value, id] = parts
  const valid =
    parts.length === 3 &&
    name === listName(kind, order) &&
    typeof id === 'string' &&
    (typeof value === 'string' || typeof value === 'number') &&
    encodeCursor(kind, order, { value, id }) === cursor
  if (!valid) {
    throw new FlatlineError('invalid_cursor', 'The cursor does not belong to this list.', {
      hint: 'Take the cursor from "next" of the page before, or leave it out to start over.',
    })
  }
  return { value, id }
}

function listName(kind: RecordKind, order: Ordering): string {
  return `${kind}.${order.orderBy ?? ''}.${order.descending === true ? 'down' : 'up'}`
}

function parseParts(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

/** Numbers before texts, texts by code point: the order of SQLite. */
export function compareValues(a: ColumnValue, b: ColumnValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return typeof a === 'number' ? -1 : 1
}

export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rankOfUnit(x) - rankOfUnit(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all other units. */
function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

export function assertLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new RangeError(`limit must be a whole number from 1 to ${LIMIT_MAX}, not ${limit}`)
  }
}

export function assertWrites(writes: readonly Write[]): void {
  if (writes.length > WRITES_MAX) {
    throw new RangeError(`at most ${WRITES_MAX} writes at a time, not ${writes.length}`)
  }
  if (new Set(writes.map(({ kind, id }) => `${kind} ${id}`)).size < writes.length) {
    throw new RangeError('two writes of one call name the same record')
  }
}
