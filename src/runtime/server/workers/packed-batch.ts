/**
 * Heartbeats of one key on their way from a worker to the main process. Numbers are little-endian,
 * texts UTF-8 behind their length in 2 bytes:
 *
 * - a batch: its number (4 bytes), the text of the key, how many heartbeats (2 bytes), each of them
 * - a heartbeat: flags (1 byte), the host id, then what the flags announce: interval and timeout,
 *   time away (8 bytes each, floating), and labels, site and indicators as JSON
 */
import type { Facts } from '../../../core/host.ts'
import { type HostId, isHostId } from '../../../core/ids.ts'
import type { Heartbeat } from '../../../service/record-heartbeats.ts'
import { BATCH_MAX } from '../gather-turn.ts'

export interface PackedHeartbeat {
  /** The second of the two paths it may have come to. */
  readonly byAlias: boolean
  readonly heartbeat: Heartbeat
}

export interface PackedBatch {
  readonly id: number
  readonly keyText: string
  readonly items: readonly PackedHeartbeat[]
}

interface Rest {
  readonly facts: Facts
  readonly indicators?: Readonly<Record<string, number>>
}

const ALIAS = 1
const TIMING = 2
const AWAY = 4
const REST = 8
/** Without texts: flags, lengths and numbers. */
const FIXED_BYTES = 32
const NO_FACTS: Facts = {}

export function packBatch({ id, keyText, items }: PackedBatch): Buffer {
  const rests = items.map(({ heartbeat }) => restText(heartbeat))
  let size = FIXED_BYTES + keyText.length * 3
  for (const [index, { heartbeat }] of items.entries()) {
    size += FIXED_BYTES + 3 * (heartbeat.hostId.length + (rests[index]?.length ?? 0))
  }
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.writeUInt32LE(id, 0)
  at = writeText(bytes, keyText, at)
  at = bytes.writeUInt16LE(items.length, at)
  for (const [index, item] of items.entries()) at = writeItem(bytes, item, rests[index] ?? '', at)
  return bytes.subarray(0, at)
}

function restText({ facts, indicators }: Heartbeat): string {
  const { site, labels } = facts
  if (site === undefined && labels === undefined && indicators === undefined) return ''
  return JSON.stringify({ facts, indicators })
}

function writeItem(bytes: Buffer, item: PackedHeartbeat, rest: string, from: number): number {
  const { timing, awayMs, hostId } = item.heartbeat
  const flags =
    (item.byAlias ? ALIAS : 0) |
    (timing === undefined ? 0 : TIMING) |
    (awayMs === 0 ? 0 : AWAY) |
    (rest === '' ? 0 : REST)
  let at = bytes.writeUInt8(flags, from)
  at = writeText(bytes, hostId, at)
  if (timing !== undefined) {
    at = bytes.writeDoubleLE(timing.intervalMs, at)
    at = bytes.writeDoubleLE(timing.timeoutMs, at)
  }
  if (awayMs !== 0) at = bytes.writeDoubleLE(awayMs, at)
  return rest === '' ? at : writeText(bytes, rest, at)
}

function writeText(bytes: Buffer, text: string, at: number): number {
  const length = bytes.write(text, at + 2)
  bytes.writeUInt16LE(length, at)
  return at + 2 + length
}

/** Throws at anything that `packBatch` would not have written. */
export function unpackBatch(bytes: Buffer): PackedBatch {
  const reader = new Reader(bytes)
  const id = reader.uint32()
  const keyText = reader.text()
  const count = reader.uint16()
  if (count > BATCH_MAX) throw new Error(`a batch of ${count} heartbeats`)
  const items = Array.from({ length: count }, () => readItem(reader))
  reader.end()
  return { id, keyText, items }
}

function readItem(reader: Reader): PackedHeartbeat {
  const flags = reader.uint8()
  const hostId = asHostId(reader.text())
  const timing =
    (flags & TIMING) === 0
      ? {}
      : { timing: { intervalMs: reader.double(), timeoutMs: reader.double() } }
  const awayMs = (flags & AWAY) === 0 ? 0 : reader.double()
  const rest = (flags & REST) === 0 ? { facts: NO_FACTS } : asRest(reader.text())
  return { byAlias: (flags & ALIAS) !== 0, heartbeat: { hostId, awayMs, ...timing, ...rest } }
}

function asHostId(text: string): HostId {
  if (!isHostId(text)) throw new Error('a batch with a broken host id')
  return text
}

function asRest(text: string): Rest {
  return JSON.parse(text) as Rest
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#pass(1))
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#pass(2))
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#pass(4))
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#pass(8))
  }

  text(): string {
    const length = this.uint16()
    const from = this.#pass(length)
    return this.#bytes.toString('utf8', from, from + length)
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new Error('a batch with something behind it')
  }

  #pass(length: number): number {
    const from = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new Error('a batch that breaks off')
    return from
  }
}
