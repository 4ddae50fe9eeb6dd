import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangeCells } from './arrange-cells.ts'

const sizesArbitrary = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 80 })

describe('the arrangement of the map', () => {
  it('gives every host a cell of its own, and finds it again', () => {
    fc.assert(
      fc.property(sizesArbitrary, fc.integer({ min: 40, max: 1_200 }), (sizes, width) => {
        const { cellOf, hostAt, columns, rows } = arrangeCells(sizes, { width, heightMax: 300 })
        expect(hostAt).toHaveLength(columns * rows)
        expect(new Set(cellOf).size).toBe(cellOf.length)
        expect([...cellOf].every((cell, host) => hostAt[cell] === host)).toBe(true)
      }),
    )
  })

  it('stays within its width', () => {
    fc.assert(
      fc.property(sizesArbitrary, fc.integer({ min: 40, max: 1_200 }), (sizes, width) => {
        const { pitch, columns } = arrangeCells(sizes, { width, heightMax: 300 })
        expect(pitch * columns).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('takes the largest cells that fit the height', () => {
    const room = { width: 1_000, heightMax: 400 }
    expect(arrangeCells([10, 10], room).pitch).toBe(20)
    const many = Array.from({ length: 1_000 }, () => 10)
    const { pitch, rows } = arrangeCells(many, room)
    expect(pitch).toBeLessThan(20)
    expect(pitch * rows).toBeLessThanOrEqual(400)
  })

  it('shows a million hosts with a pixel each', () => {
    const million = Array.from({ length: 10_000 }, () => 100)
    const { pitch, cellOf } = arrangeCells(million, { width: 1_000, heightMax: 400 })
    expect(pitch).toBe(1)
    expect(cellOf).toHaveLength(1_000_000)
  })
})
