import type { Arrangement } from './arrange-cells.ts'
import { MAP_STATES } from './map-states.ts'
import { isFilled } from './stamps.ts'

/** By number of the state: pixels as a canvas stores them, red in the lowest byte. */
export type Palette = readonly number[]

/**
 * Pixels of the map. A cell is copied from a stamp of its state, so that a million cells are a
 * million short copies and not a million calls of the canvas.
 */
export class CellPainter {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
  readonly #arrangement: Arrangement
  readonly #words: Uint32Array
  readonly #stamps: readonly Uint32Array[]
  /** By host: one more than the number of the state that its cell shows; 0 for none yet. */
  readonly #shown: Uint8Array

  constructor(arrangement: Arrangement, palette: Palette) {
    const { pitch, columns, rows } = arrangement
    this.#arrangement = arrangement
    this.#shown = new Uint8Array(arrangement.cellOf.length)
    this.width = columns * pitch
    this.height = rows * pitch
    this.pixels = new Uint8ClampedArray(new ArrayBuffer(this.width * this.height * 4))
    this.#words = new Uint32Array(this.pixels.buffer)
    this.#stamps = MAP_STATES.map((state, number) => {
      const stamp = new Uint32Array(pitch * pitch)
      for (let at = 0; at < stamp.length; at++) {
        const filled = isFilled(state, at % pitch, Math.floor(at / pitch), pitch)
        stamp[at] = filled ? (palette[number] ?? 0) : 0
      }
      return stamp
    })
  }

  /** Only cells whose state is another than they show. */
  paintAll(states: Uint8Array): void {
    for (let host = 0; host < states.length; host++) {
      const state = states[host] ?? 0
      if (this.#shown[host] === state + 1) continue
      this.#shown[host] = state + 1
      this.paint(host, state)
    }
  }

  paint(host: number, state: number): void {
    const { pitch, columns, cellOf } = this.#arrangement
    const cell = cellOf[host]
    const stamp = this.#stamps[state]
    if (cell === undefined || stamp === undefined) return
    const column = cell % columns
    let to = ((cell - column) / columns) * pitch * this.width + column * pitch
    if (pitch === 1) {
      this.#words[to] = stamp[0] ?? 0
      return
    }
    for (let from = 0; from < stamp.length; from += pitch) {
      for (let x = 0; x < pitch; x++) this.#words[to + x] = stamp[from + x] ?? 0
      to += this.width
    }
  }
}
