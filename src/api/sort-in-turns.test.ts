import { expect, it } from 'vitest'
import { sortInTurns } from './sort-in-turns.ts'

it.each([0, 1, 499, 500, 501, 9_999])('sorts %i items as sort does', async (count) => {
  const items = Array.from({ length: count }, (_, i) => (i * 7_919) % 10_007)
  const sorted = await sortInTurns(items, (a, b) => a < b)
  expect(sorted).toEqual([...items].sort((a, b) => a - b))
})
