import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

it('answers percentiles at most one percent too high and never too low', () => {
  const duration = fc.double({ min: 0.001, max: 60_000, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(duration, { minLength: 1, maxLength: 500 }),
      fc.constantFrom(0.5, 0.9, 0.99, 0.999, 1),
      (durations, share) => {
        const histogram = new Histogram()
        for (const each of durations) histogram.record(each)
        const sorted = durations.toSorted((a, b) => a - b)
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
        const answer = histogram.percentileMs(share)
        expect(answer).toBeGreaterThanOrEqual(exact - 0.001)
        expect(answer).toBeLessThanOrEqual(exact * 1.01 + 0.001)
      },
    ),
  )
})

it('knows the exact maximum', () => {
  const histogram = new Histogram()
  for (const each of [3, 1_234.567, 2]) histogram.record(each)
  expect(histogram.maxMs).toBe(1_234.567)
  expect(histogram.percentileMs(1)).toBe(1_234.567)
})

it('keeps what is too long in its last bucket, and answers 0 when empty', () => {
  const histogram = new Histogram()
  expect(histogram.percentileMs(0.99)).toBe(0)
  histogram.record(1e9)
  histogram.record(-5)
  expect(histogram.percentileMs(1)).toBeCloseTo(67_108.863)
})
