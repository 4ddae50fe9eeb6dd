import { crc32 } from 'node:zlib'
import { type HostId, isHostId } from '../../core/ids.ts'
import type { Indicators } from './slots.ts'

const SEAL_BYTES = 4

/** Reads what PackedWriter wrote. Throws a RangeError when the bytes end too early. */
export class PackedReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  readonly #end: number
  #at = 0

  private constructor(sealed: Uint8Array) {
    this.#bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    this.#view = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    this.#end = sealed.byteLength - SEAL_BYTES
  }

  /** Throws a RangeError if the checksum is wrong. */
  static unsealed(sealed: Uint8Array): PackedReader {
    const reader = new PackedReader(sealed)
    const end = reader.#end
    if (end < 0 || reader.#view.getUint32(end, true) !== crc32(sealed.subarray(0, end))) {
      throw new RangeError('the checksum is wrong')
    }
    return reader
  }

  get atEnd(): boolean {
    return this.#at >= this.#end
  }

  u8(): number {
    return this.#view.getUint8(this.#past(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#past(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#past(4), true)
  }

  f64(): number {
    return this.#view.getFloat64(this.#past(8), true)
  }

  bytes(count: number): Uint8Array {
    const from = this.#past(count)
    return this.#bytes.subarray(from, from + count)
  }

  hostId(): HostId {
    const hostId = this.hostIdOrNone()
    if (hostId === undefined) throw new RangeError('a host id is missing')
    return hostId
  }

  /** Undefined for a free slot. */
  hostIdOrNone(): HostId | undefined {
    const length = this.u8()
    const from = this.#past(length)
    if (length === 0) return undefined
    const name = this.#bytes.toString('latin1', from, from + length)
    if (!isHostId(name)) throw new RangeError('a host id is damaged')
    return name
  }

  indicators(): Indicators {
    const count = this.u16()
    const entries: [string, number][] = []
    for (let i = 0; i < count; i++) {
      const length = this.u16()
      const from = this.#past(length)
      entries.push([this.#bytes.toString('utf8', from, from + length), this.f64()])
    }
    return Object.fromEntries(entries)
  }

  #past(count: number): number {
    const from = this.#at
    this.#at = from + count
    if (this.#at > this.#end) throw new RangeError('the bytes end too early')
    return from
  }
}
