import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Absence, countMissing } from './count-missing.ts'

describe('missing hosts over time', () => {
  it('are the most that were missing at once in each step', () => {
    const absences = [
      { from: -5, to: 3 },
      { from: 11, to: 12 },
      { from: 14, to: 25 },
      { from: 16, to: null },
    ]
    expect(countMissing(absences, 0, 10, 4)).toEqual([1, 2, 2, 1])
  })

  it('leave out who came back as a step began, and who was never gone', () => {
    expect(countMissing([{ from: 0, to: 10 }], 0, 10, 2)).toEqual([1, 0])
    expect(countMissing([{ from: 5, to: 5 }], 0, 10, 1)).toEqual([0])
    expect(countMissing([{ from: -9, to: 0 }], 0, 10, 1)).toEqual([0])
    expect(countMissing([{ from: 20, to: null }], 0, 10, 2)).toEqual([0, 0])
  })

  it('agree with counting at every instant', () => {
    const absence = fc
      .tuple(fc.integer({ min: -20, max: 40 }), fc.option(fc.integer({ min: 0, max: 30 })))
      .map(([from, length]): Absence => ({ from, to: length === null ? null : from + length }))
    const isMissing = ({ from, to }: Absence, at: number) => from <= at && (to === null || at < to)
    fc.assert(
      fc.property(fc.array(absence), (absences) => {
        const most = Array.from({ length: 6 }, (_, step) => {
          const instants = Array.from({ length: 5 }, (_each, i) => step * 5 + i)
          return Math.max(
            ...instants.map((at) => absences.filter((each) => isMissing(each, at)).length),
          )
        })
        expect(countMissing(absences, 0, 5, 6)).toEqual(most)
      }),
    )
  })
})
