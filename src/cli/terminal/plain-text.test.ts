import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inert, truncate, widthOf } from './plain-text.ts'

describe('inert', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', '�[31mred�[0m'],
    ['a\r\nBcc: x', 'a Bcc: x'],
    ['\u009b2J', '�2J'],
    ['till\u202egnp.exe', 'till�gnp.exe'],
    ['zero\u200bwidth\u0000', 'zero�width�'],
    ['\ud800 alone', '� alone'],
    ['Köln 東京 🏪', 'Köln 東京 🏪'],
  ])('shows %j as %j', (text, shown) => {
    expect(inert(text)).toBe(shown)
  })

  it('leaves nothing that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff })), (units) => {
        expect(inert(String.fromCharCode(...units))).not.toMatch(
          /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u,
        )
      }),
    )
  })
})

describe('truncate', () => {
  it('cuts with an ellipsis and counts wide characters twice', () => {
    expect(truncate('store-0412', 10)).toBe('store-0412')
    expect(truncate('store-0412', 6)).toBe('store…')
    expect(truncate('東京都', 5)).toBe('東京…')
    expect(truncate('東京都', 4)).toBe('東…')
    expect(truncate('abc', 0)).toBe('')
  })

  it('never takes more columns than allowed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 30 }), (text, width) => {
        expect(widthOf(truncate(text, width))).toBeLessThanOrEqual(width)
      }),
    )
  })
})
