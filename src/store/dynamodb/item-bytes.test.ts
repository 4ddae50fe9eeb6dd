import { describe, expect, it } from 'vitest'
import { itemBytes } from './item-bytes.ts'

describe('the size of an item', () => {
  it.each([
    ['0', 2],
    ['7', 2],
    ['12', 2],
    ['123', 3],
    ['60000', 2],
    ['604800000', 3],
    ['1800000000123', 8],
    ['-12', 3],
    ['0.05', 2],
  ])('reckons the number %s as %i bytes', (number, bytes) => {
    expect(itemBytes({ n: { N: number } })).toBe(1 + bytes)
  })

  it('reckons names and texts in UTF-8', () => {
    expect(itemBytes({ ab: { S: 'cde' } })).toBe(5)
    expect(itemBytes({ s: { S: 'Zürich' } })).toBe(1 + 7)
    expect(itemBytes({})).toBe(0)
  })

  it('refuses what it cannot reckon', () => {
    expect(() => itemBytes({ b: { BOOL: true } })).toThrow('texts and numbers')
  })
})
