import { crc32 } from 'node:zlib'
import type { Indicators } from './slots.ts'

const SEAL_BYTES = 4

/** Little-endian fields into a buffer that grows. */
export class PackedWriter {
  #bytes = Buffer.allocUnsafe(4_096)
  #view = viewOf(this.#bytes)
  #at = 0

  get length(): number {
    return this.#at
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#view.setUint8(this.#at, value)
    this.#at += 1
  }

  u16(value: number): void {
    this.#reserve(2)
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
  }

  u32(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  f64(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  /** A host id: at most 100 characters of ASCII. */
  name(text: string): void {
    this.u8(text.length)
    this.#reserve(text.length)
    this.#at += this.#bytes.write(text, this.#at, 'latin1')
  }

  indicators(indicators: Indicators): void {
    const entries = Object.entries(indicators)
    this.u16(entries.length)
    for (const [name, value] of entries) {
      const encoded = Buffer.from(name)
      this.u16(encoded.length)
      this.bytes(encoded)
      this.f64(value)
    }
  }

  /** A copy of everything so far with its checksum behind it; the writer starts anew. */
  takeSealed(): Uint8Array {
    this.u32(crc32(this.#bytes.subarray(0, this.#at)))
    const sealed = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at)
    this.#at = 0
    return sealed
  }

  #reserve(count: number): void {
    if (this.#at + count + SEAL_BYTES <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe((this.#at + count + SEAL_BYTES) * 2)
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
    this.#view = viewOf(larger)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
