import { expect, it } from 'vitest'
import { matchText, parseMatchText } from './match-text.ts'

it('reads back what it writes', () => {
  const match = { site: '04*', role: ['till', 'kiosk'], hostId: '!test-*' }
  expect(parseMatchText(matchText(match))).toEqual(match)
})

it('reads nothing as all hosts', () => {
  expect(parseMatchText(' ')).toEqual({})
})

it('does not read a part without a name', () => {
  expect([parseMatchText('0412'), parseMatchText('=0412')]).toEqual([undefined, undefined])
})
