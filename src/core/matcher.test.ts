import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesGlob } from './glob.ts'
import { matches } from './matcher.ts'

const till = { hostId: 'store-0412-till-3', site: '0412', labels: { role: 'till' } }

describe('a matcher', () => {
  test('selects by host, site and label, all of which must hold', () => {
    expect(matches({}, till)).toBe(true)
    expect(matches({ site: '0412', role: 'till' }, till)).toBe(true)
    expect(matches({ site: '0412', role: 'kiosk' }, till)).toBe(false)
    expect(matches({ hostId: 'store-*-till-*' }, till)).toBe(true)
  })

  test('takes a list as any of them, and "!" as none of them', () => {
    expect(matches({ role: ['kiosk', 'till'] }, till)).toBe(true)
    expect(matches({ role: '!till' }, till)).toBe(false)
    expect(matches({ role: ['t*', '!tablet'] }, till)).toBe(true)
  })

  test('sees a label that is not there as empty, whatever its name', () => {
    expect(matches({ region: '' }, till)).toBe(true)
    expect(matches({ constructor: '*' }, till)).toBe(true)
    expect(matches({ constructor: '?*' }, till)).toBe(false)
    expect(matches({ region: 'us' }, { ...till, site: null })).toBe(false)
  })
})

describe('a glob', () => {
  test('means what the regular expression of the same shape means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 })
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '[^]*')
        expect(matchesGlob(pattern, subject)).toBe(new RegExp(`^${source}$`).test(subject))
      }),
    )
  })

  test('takes no more steps than pattern times text for the worst of patterns', () => {
    expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(10_000))).toBe(false)
  })
})
