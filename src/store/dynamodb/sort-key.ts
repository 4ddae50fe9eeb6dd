/**
 * Places in a list as texts whose order by UTF-8 bytes, which is DynamoDB's, is the list's order.
 *
 * - A list by id is ordered by the id itself.
 * - A list by a number: its 64 bits of IEEE 754 as 16 hex digits, then `#`, then the id. The sign
 *   bit is turned round; of negative numbers all bits are, so that the larger comes first.
 */
import type { ColumnValue } from '../../service/record-kinds.ts'

const SIGN = 1n << 63n
const ALL = (1n << 64n) - 1n
const DIGITS = 16
/** Before every id of a number, and after every one. */
const FROM = '#'
const BEHIND = '$'

/** `value` null: a place in a list by id. */
export function sortKey(value: number | null, id: string): string {
  return value === null ? id : `${numberDigits(value)}${FROM}${id}`
}

/** Greater than the keys of all records with this number, less than those of the next. */
export function keyBehind(value: number): string {
  return `${numberDigits(value)}${BEHIND}`
}

/** The number of a key in a list by number. */
export function numberOf(key: string): number {
  const bits = BigInt(`0x${key.slice(0, DIGITS)}`)
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits & SIGN ? bits ^ SIGN : bits ^ ALL)
  return view.getFloat64(0)
}

/** Whether a value can stand in a list by number: there NaN has no place. */
export function isSortable(value: ColumnValue | undefined): value is number {
  return typeof value === 'number' && !Number.isNaN(value)
}

function numberDigits(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value === 0 ? 0 : value)
  const bits = view.getBigUint64(0)
  const ordered = bits & SIGN ? bits ^ ALL : bits ^ SIGN
  return ordered.toString(DIGITS).padStart(DIGITS, '0')
}
