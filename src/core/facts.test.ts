import { expect, test } from 'vitest'
import { factsPrint } from './facts.ts'

test('the same facts have the same fingerprint, in whatever order they are said', () => {
  const one = factsPrint({ site: '1', labels: { a: 'x', b: 'y' } })
  expect(factsPrint({ labels: { b: 'y', a: 'x' }, site: '1' })).toBe(one)
})

test('facts that differ anywhere have different fingerprints', () => {
  const prints = [
    { site: '1' },
    { site: '' },
    { labels: {} },
    { labels: { site: '1' } },
    { labels: { a: 'xb' } },
    { labels: { a: 'x', b: '' } },
    { site: '1', labels: {} },
  ].map(factsPrint)
  expect(new Set(prints).size).toBe(prints.length)
})

test('nothing said is 0, and nothing else is', () => {
  expect(factsPrint({})).toBe(0)
  expect(factsPrint({ site: '' })).not.toBe(0)
})
