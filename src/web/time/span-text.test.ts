import { expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'
import { spanText } from './span-text.ts'

const MIN = 60_000
const HOUR = 60 * MIN

it.each([
  [0, '0 s'],
  [-5, '0 s'],
  [40_000, '40 s'],
  [90_000, '1 min'],
  [3 * HOUR + 20 * MIN, '3 h 20 min'],
  [20 * HOUR + 20 * MIN, '20 h'],
  [24 * HOUR, '1 d'],
  [50 * HOUR, '2 d 2 h'],
])('%i ms are "%s"', (spanMs, words) => {
  expect(spanText(spanMs)).toBe(words)
})

it('says whether it was or will be', () => {
  expect([relativeTime(0, 40_000), relativeTime(40_000, 0), relativeTime(0, 500)]).toEqual([
    '40 s ago',
    'in 40 s',
    'now',
  ])
})
