/**
 * One commit of the journal, little-endian: operations one after the other, then a CRC-32 of them.
 * An operation is one byte of kind and flags, then its fields:
 *
 * - bind    slot u32, length u8, name in Latin-1
 * - beat    slot u32, at f64 [, interval u32, timeout u32] [, away f64] [, indicators]
 * - timing  slot u32, interval u32, timeout u32
 * - away    slot u32, away f64
 * - clamp   now f64
 * - free    slot u32
 * - indicators: count u16, each length u16, name in UTF-8, value f64
 */
import { newSlotBeat, type Operations, type SlotBeat } from './operations.ts'
import { PackedReader } from './packed-reader.ts'
import { PackedWriter } from './packed-writer.ts'

const BIND = 1
const BEAT = 2
const TIMING = 3
const AWAY = 4
const CLAMP = 5
const FREE = 6
const KINDS = 0x0f
const WITH_TIMING = 0x10
const WITH_AWAY = 0x20
const WITH_INDICATORS = 0x40

/** Writes operations down; `take` gives the finished blob and starts the next. */
export function journalWriter(): Operations & { take(): Uint8Array; readonly bytes: number } {
  const out = new PackedWriter()
  const head = (kind: number, slot: number) => {
    out.u8(kind)
    out.u32(slot)
  }
  return {
    get bytes() {
      return out.length
    },
    take: () => out.takeSealed(),
    bind(slot, hostId) {
      head(BIND, slot)
      out.name(hostId)
    },
    beat({ slot, at, intervalMs, timeoutMs, awayMs, indicators }) {
      const timing = timeoutMs === 0 ? 0 : WITH_TIMING
      const away = awayMs === 0 ? 0 : WITH_AWAY
      head(BEAT | timing | away | (indicators === null ? 0 : WITH_INDICATORS), slot)
      out.f64(at)
      if (timing !== 0) {
        out.u32(intervalMs)
        out.u32(timeoutMs)
      }
      if (away !== 0) out.f64(awayMs)
      if (indicators !== null) out.indicators(indicators)
    },
    setTiming(slot, intervalMs, timeoutMs) {
      head(TIMING, slot)
      out.u32(intervalMs)
      out.u32(timeoutMs)
    },
    setAway(slot, awayMs) {
      head(AWAY, slot)
      out.f64(awayMs)
    },
    clamp(now) {
      out.u8(CLAMP)
      out.f64(now)
    },
    free(slot) {
      head(FREE, slot)
    },
  }
}

/** Calls the operations of a blob again, in order. Throws a RangeError if the blob is damaged. */
export function readJournal(blob: Uint8Array, to: Operations): void {
  const from = PackedReader.unsealed(blob)
  const beat = newSlotBeat()
  while (!from.atEnd) {
    const kind = from.u8()
    if ((kind & KINDS) === BEAT) readBeat(kind, from, to, beat)
    else readRareOperation(kind, from, to)
  }
}

function readBeat(kind: number, from: PackedReader, to: Operations, read: SlotBeat): void {
  read.slot = from.u32()
  read.at = from.f64()
  const timed = (kind & WITH_TIMING) !== 0
  read.intervalMs = timed ? from.u32() : 0
  read.timeoutMs = timed ? from.u32() : 0
  read.awayMs = (kind & WITH_AWAY) === 0 ? 0 : from.f64()
  read.indicators = (kind & WITH_INDICATORS) === 0 ? null : from.indicators()
  to.beat(read)
}

function readRareOperation(kind: number, from: PackedReader, to: Operations): void {
  if (kind === CLAMP) to.clamp(from.f64())
  else if (kind === BIND) to.bind(from.u32(), from.hostId())
  else if (kind === TIMING) to.setTiming(from.u32(), from.u32(), from.u32())
  else if (kind === AWAY) to.setAway(from.u32(), from.f64())
  else if (kind === FREE) to.free(from.u32())
  else throw new RangeError(`unknown operation ${kind}`)
}
