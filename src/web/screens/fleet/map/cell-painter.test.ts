import { describe, expect, it } from 'vitest'
import { arrangeCells } from './arrange-cells.ts'
import { CellPainter } from './cell-painter.ts'
import { MAP_STATES } from './map-states.ts'
import { isFilled } from './stamps.ts'

const PALETTE = [0, 1, 2, 3, 4, 5, 6].map((number) => 0xff000000 + number)

describe('the painting of the map', () => {
  it('puts the colour of a state where its cell lies, and nowhere else', () => {
    const arrangement = arrangeCells([3], { width: 60, heightMax: 100 })
    const painter = new CellPainter(arrangement, PALETTE)
    painter.paintAll(Uint8Array.of(2, 4, 0))
    const words = new Uint32Array(painter.pixels.buffer)
    const middle = (host: number) => {
      const cell = arrangement.cellOf[host] ?? -1
      const half = Math.floor(arrangement.pitch / 2)
      const x = (cell % arrangement.columns) * arrangement.pitch + half
      const y = Math.floor(cell / arrangement.columns) * arrangement.pitch + half
      return words[y * painter.width + x]
    }
    expect([middle(0), middle(1), middle(2)]).toEqual([PALETTE[2], PALETTE[4], 0])
    painter.paint(1, 2)
    expect(new Set(words)).toEqual(new Set([0, PALETTE[2]]))
  })

  it('paints a cell again only when its state has changed', () => {
    const arrangement = arrangeCells([3], { width: 60, heightMax: 100 })
    const painter = new CellPainter(arrangement, PALETTE)
    const words = new Uint32Array(painter.pixels.buffer)
    painter.paintAll(Uint8Array.of(2, 2, 2))
    words.fill(0)
    painter.paintAll(Uint8Array.of(2, 4, 2))
    expect(new Set(words)).toEqual(new Set([0, PALETTE[4]]))
  })

  it('gives each state a shape of its own where there is room for one', () => {
    const shapes = MAP_STATES.map((state) =>
      Array.from({ length: 100 }, (_, at) => isFilled(state, at % 10, Math.floor(at / 10), 10)),
    )
    expect(new Set(shapes.map((shape) => shape.join())).size).toBe(MAP_STATES.length)
  })

  it('draws missing cells larger than others where there is none', () => {
    const filled = (state: 'up' | 'missing') =>
      Array.from({ length: 16 }, (_, at) => isFilled(state, at % 4, Math.floor(at / 4), 4)).filter(
        Boolean,
      ).length
    expect(filled('missing')).toBeGreaterThan(filled('up'))
  })
})
