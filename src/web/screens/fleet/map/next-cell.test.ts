import { expect, it } from 'vitest'
import { arrangeCells } from './arrange-cells.ts'
import { nextCell } from './next-cell.ts'

const arrangement = arrangeCells([4, 4], { width: 120, heightMax: 400 })

it.each([
  ['ArrowDown', 0, 1],
  ['ArrowRight', 0, 2],
  ['ArrowUp', 0, 0],
  ['ArrowRight', 2, 4],
  ['ArrowLeft', 4, 2],
  ['Home', 5, 0],
  ['End', 0, 7],
  ['a', 0, undefined],
])('%s leads from host %i to %s, over gaps', (key, from, to) => {
  expect(nextCell(key, from, arrangement)).toBe(to)
})
