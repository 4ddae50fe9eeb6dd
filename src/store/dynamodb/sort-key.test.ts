import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareText, compareValues } from '../query.ts'
import { isSortable, keyBehind, numberOf, sortKey } from './sort-key.ts'

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1, -1, 0.5, -0.5, 1_800_000_000_000, Number.MIN_VALUE),
)
const id = fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('#', '$', 'a', 'b', '0') })

describe('sort keys', () => {
  it('are ordered like their numbers, and by id where those are equal', () => {
    fc.assert(
      fc.property(number, id, number, id, (a, x, b, y) => {
        const wanted = compareValues(a, b) || compareText(x, y)
        expect(Math.sign(compareText(sortKey(a, x), sortKey(b, y)))).toBe(Math.sign(wanted))
      }),
    )
  })

  it('have the order of their UTF-8 bytes, as DynamoDB compares them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(sortKey(1, a)), Buffer.from(sortKey(1, b)))
        expect(Math.sign(compareText(sortKey(1, a), sortKey(1, b)))).toBe(bytes)
      }),
    )
  })

  it('give their number back', () => {
    fc.assert(
      fc.property(number, id, (value, text) => {
        expect(numberOf(sortKey(value, text)) - value || 0).toBe(0)
      }),
    )
    expect(numberOf(sortKey(Number.NEGATIVE_INFINITY, 'a'))).toBe(Number.NEGATIVE_INFINITY)
  })

  it('of one number end before the next number begins', () => {
    fc.assert(
      fc.property(number, id, number, id, (a, x, b, y) => {
        fc.pre(a < b)
        expect(compareText(sortKey(a, x), keyBehind(a))).toBeLessThan(0)
        expect(compareText(keyBehind(a), sortKey(b, y))).toBeLessThan(0)
      }),
    )
  })

  it('of a list by id are the ids', () => {
    expect(sortKey(null, 'host-1')).toBe('host-1')
  })

  it('exist for numbers only', () => {
    expect([0, -1.5, Number.POSITIVE_INFINITY].every(isSortable)).toBe(true)
    expect([Number.NaN, '7', null, undefined].some(isSortable)).toBe(false)
  })
})
