import { expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'

it.each([
  [0, 'now'],
  [999, 'now'],
  [45_000, '45 s ago'],
  [180_000, '3 min ago'],
  [7_300_000, '2 h ago'],
  [3 * 86_400_000, '3 d ago'],
  [-120_000, 'in 2 min'],
])('%d ms ago reads "%s"', (ago, text) => {
  expect(relativeTime(1_000_000_000 - ago, 1_000_000_000)).toBe(text)
})
