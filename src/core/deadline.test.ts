import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deadlineAt, isLate, isOverdue, type Timing } from './deadline.ts'

const minute = 60_000
const at = (heardAt: number, awayMs = 0): Timing => ({
  heardAt,
  intervalMs: minute,
  timeoutMs: 2 * minute,
  awayMs,
})

describe('deadline', () => {
  test('goes missing one grace after the interval, and not a millisecond sooner', () => {
    expect(isOverdue(at(1_000), 0, 1_000 + 2 * minute)).toBe(false)
    expect(isOverdue(at(1_000), 0, 1_001 + 2 * minute)).toBe(true)
  })

  test('is late between the interval and the deadline', () => {
    expect(isLate(at(0), 0, minute)).toBe(false)
    expect(isLate(at(0), 0, minute + 1)).toBe(true)
    expect(isLate(at(0), 0, 2 * minute)).toBe(true)
    expect(isLate(at(0), 0, 2 * minute + 1)).toBe(false)
  })

  test('gives a full timeout from the moment since when we have been listening', () => {
    expect(deadlineAt(at(0), 10 * minute, 11 * minute)).toBe(12 * minute)
  })

  test('waits for a host that said how long it would be gone', () => {
    expect(deadlineAt(at(0, 540 * minute), 0, 1)).toBe(540 * minute)
    expect(isLate(at(0, 540 * minute), 0, 539 * minute)).toBe(false)
  })

  test('does not extend an announced absence by our own trouble beyond one timeout', () => {
    expect(deadlineAt(at(0, 540 * minute), 539 * minute, 540 * minute)).toBe(541 * minute)
  })

  test('counts a heartbeat from the future as now', () => {
    expect(deadlineAt(at(100 * minute), 0, minute)).toBe(3 * minute)
  })

  test('a heartbeat within the timeout is never overdue, whatever the clocks say', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(2 * minute), (heardAt, since, passed) => {
        expect(isOverdue(at(heardAt), since, heardAt + passed)).toBe(false)
      }),
    )
  })

  test('whoever stays silent is overdue one timeout after both instants', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (heardAt, since) => {
        const now = Math.max(heardAt, since) + 2 * minute + 1
        expect(isOverdue(at(heardAt), since, now)).toBe(true)
      }),
    )
  })
})
