import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml, inertLine, inertText } from './inert.ts'

describe('inert text', () => {
  it('leaves ordinary words of any language as they are', () => {
    for (const text of ['Hosts missing [till-1]', 'Geschäft Süd', '店舗 0412', '=cmd|calc']) {
      expect(inertLine(text)).toBe(text)
      expect(inertText(text)).toBe(text)
    }
  })

  it('cannot add a header to a mail', () => {
    expect(inertLine('Hosts\r\nBcc: eve@example.com')).toBe('Hosts Bcc: eve@example.com')
    expect(inertLine('a\u2028b\u0085c\u000bd')).toBe('a b c d')
  })

  it('cannot steer a terminal', () => {
    expect(inertLine('\u001b[31mred\u001b]0;title\u0007')).toBe('[31mred ]0;title')
    expect(inertLine('\u009b2J')).toBe('2J')
  })

  it('cannot turn the reading direction around or hide characters', () => {
    expect(inertLine('till\u202e1-\u2066x\u200by\ufeff')).toBe('till1-xy')
  })

  it('keeps the lines of longer text', () => {
    expect(inertText('one\r\ntwo\u0000\n\u001b[2Jthree')).toBe('one\ntwo\n[2Jthree')
  })

  it('marks a cut and never halves a character', () => {
    expect(inertLine('abcdef', 4)).toBe('abc…')
    expect(inertLine('ab😀cd', 4)).toBe('ab…')
    expect(inertLine('a\ud800b')).toBe('a\ufffdb')
  })

  it('is one bounded line without control characters, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 50 }), (text, max) => {
        const line = inertLine(text, max)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(line.length).toBeLessThanOrEqual(max)
        expect(line.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('escaped HTML', () => {
  it('shows markup as text', () => {
    expect(escapeHtml('<script>"a" & \'b\'</script>')).toBe(
      '&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;',
    )
  })
})
