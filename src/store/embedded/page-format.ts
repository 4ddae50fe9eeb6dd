/**
 * A page holds 2,048 slots, little-endian as all machines that Flatline runs on, with a CRC-32:
 *
 * - rows   count u16, then the columns: heardAt f64, interval u32, timeout u32 × count; then
 *          count u16 of away times (place u16, f64), count u16 of indicators (place u16, and them)
 * - names  count u16, then per slot: length u8, name in Latin-1; length 0 for a free slot
 */
import { PackedReader } from './packed-reader.ts'
import { PackedWriter } from './packed-writer.ts'
import { PAGE_SLOTS, type Slots } from './slots.ts'

const out = new PackedWriter()

export function encodeRows(slots: Slots, page: number): Uint8Array {
  const { from, to } = rangeOf(slots, page)
  out.u16(to - from)
  for (const column of columnsOf(slots)) out.bytes(bytesOf(column, from, to))
  writeSparse(from, to, slots.awayMs, (awayMs) => out.f64(awayMs))
  writeSparse(from, to, slots.indicators, (indicators) => out.indicators(indicators))
  return out.takeSealed()
}

export function encodeNames(slots: Slots, page: number): Uint8Array {
  const { from, to } = rangeOf(slots, page)
  out.u16(to - from)
  for (let slot = from; slot < to; slot++) out.name(slots.ids[slot] ?? '')
  return out.takeSealed()
}

/** Throws a RangeError if the blob is damaged. */
export function decodeRows(slots: Slots, page: number, blob: Uint8Array): void {
  const packed = PackedReader.unsealed(blob)
  const { from, to } = reserved(slots, page, packed.u16())
  for (const column of columnsOf(slots)) {
    const target = bytesOf(column, from, to)
    target.set(packed.bytes(target.length))
  }
  for (let left = packed.u16(); left > 0; left--) {
    slots.awayMs.set(from + packed.u16(), packed.f64())
  }
  for (let left = packed.u16(); left > 0; left--) {
    slots.indicators.set(from + packed.u16(), packed.indicators())
  }
}

/** Throws a RangeError if the blob is damaged. */
export function decodeNames(slots: Slots, page: number, blob: Uint8Array): void {
  const packed = PackedReader.unsealed(blob)
  const { from, to } = reserved(slots, page, packed.u16())
  for (let slot = from; slot < to; slot++) slots.ids[slot] = packed.hostIdOrNone()
}

function columnsOf(slots: Slots) {
  return [slots.heardAt, slots.intervalMs, slots.timeoutMs] as const
}

function bytesOf(column: Float64Array | Uint32Array, from: number, to: number): Uint8Array {
  const width = column.BYTES_PER_ELEMENT
  return new Uint8Array(column.buffer, column.byteOffset + from * width, (to - from) * width)
}

function rangeOf(slots: Slots, page: number): { from: number; to: number } {
  const from = page * PAGE_SLOTS
  return { from, to: Math.min(slots.size, from + PAGE_SLOTS) }
}

function reserved(slots: Slots, page: number, count: number): { from: number; to: number } {
  const from = page * PAGE_SLOTS
  if (count > 0) slots.reserve(from + count - 1)
  return { from, to: from + count }
}

function writeSparse<T>(
  from: number,
  to: number,
  values: ReadonlyMap<number, T>,
  write: (value: T) => void,
): void {
  const places: [number, T][] = []
  for (let slot = from; slot < to && values.size > 0; slot++) {
    const value = values.get(slot)
    if (value !== undefined) places.push([slot - from, value])
  }
  out.u16(places.length)
  for (const [place, value] of places) {
    out.u16(place)
    write(value)
  }
}
