import fc from 'fast-check'
import { expect, it } from 'vitest'
import { phaseMs, untilNextSlot } from './phase.ts'

const everyMs = fc.integer({ min: 1_000, max: 43_200_000 })
const instant = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })

it('gives each host one phase within the interval', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), everyMs, (hostId, every) => {
      const phase = phaseMs(hostId, every)
      expect(phase).toBe(phaseMs(hostId, every))
      expect(phase).toBeGreaterThanOrEqual(0)
      expect(phase).toBeLessThan(every)
    }),
  )
})

it('spreads a fleet evenly over the interval', () => {
  const seconds = new Array<number>(60).fill(0)
  for (let i = 0; i < 60_000; i++) {
    const second = Math.floor(phaseMs(`store-${i}-till`, 60_000) / 1_000)
    seconds[second] = (seconds[second] ?? 0) + 1
  }
  expect(Math.min(...seconds)).toBeGreaterThan(700)
  expect(Math.max(...seconds)).toBeLessThan(1_300)
})

it('hits its phase, never twice within a moment and never later than two intervals', () => {
  fc.assert(
    fc.property(instant, everyMs, fc.nat(), (now, every, offset) => {
      const phase = offset % every
      const wait = untilNextSlot(now, every, phase)
      expect((now + wait - phase) % every).toBe(0)
      expect(wait).toBeGreaterThanOrEqual(Math.min(2_000, every / 2))
      expect(wait).toBeLessThan(every + 2_000)
    }),
  )
})
