import { expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

const NAMES = ['FLATLINE_PORT', 'FLATLINE_HOST', 'FLATLINE_DATA_DIR']

it.each([
  ['FLATLINE_PROT', 'FLATLINE_PORT'],
  ['FLATLINE_DATADIR', 'FLATLINE_DATA_DIR'],
  ['FLATLINE_HOST', 'FLATLINE_HOST'],
  ['FLATLINE_SOMETHING_ELSE', undefined],
  ['x'.repeat(10_000), undefined],
])('%s is nearest to %s', (text, nearest) => {
  expect(nearestName(text, NAMES)).toBe(nearest)
})
