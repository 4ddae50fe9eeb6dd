import { describe, expect, test } from 'vitest'
import { instant, inWords } from './in-words.ts'

describe('in words', () => {
  test('a length has units that fit it', () => {
    expect([400, 90_000, 720_000, 11_100_000].map(inWords)).toEqual([
      '1 s',
      '90 s',
      '12 min',
      '3 h 5 min',
    ])
  })

  test('an instant is told in UTC, and nonsense or 0 as never', () => {
    expect(instant(Date.UTC(2026, 10, 21, 12))).toBe('2026-11-21T12:00:00.000Z')
    expect([0, Number.NaN, 1e300].map(instant)).toEqual(['never', 'never', 'never'])
  })
})
