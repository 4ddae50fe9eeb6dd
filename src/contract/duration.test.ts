import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['1d', 86_400_000],
    ['1.5m', 90_000],
    ['0s', 0],
    [' 5m ', 300_000],
  ])('%j is %i ms', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs)
  })

  it.each(['', '5', 's', '-5s', '5 m', '5M', '5w', '1e3s', '1.s', '٣s', '999999999999d', '5s5s'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * 86_400_000 }), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toBe(durationMs)
      }),
    )
  })

  it.each([
    [90_000, '90s'],
    [300_000, '5m'],
    [86_400_000, '1d'],
    [1, '1ms'],
  ])('%i ms is written %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text)
  })
})
