import { expect, it } from 'vitest'
import { bytesWords } from './bytes-words.ts'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 KB'],
  [81_920, '82 KB'],
  [999_700, '1.0 MB'],
  [9_960_000, '10 MB'],
  [1_432_000_000, '1.4 GB'],
  [5_000_000_000_000_000, '5000 TB'],
])('%d bytes are said as %s', (bytes, words) => {
  expect(bytesWords(bytes)).toBe(words)
})
