import { expect, it } from 'vitest'
import { safeJson } from './safe-json.ts'

it('means the same and holds nothing that a terminal would obey', () => {
  const hostile = { name: 'a\u001b[2J\u009b2J\u202egnp\u0000\ud800' }
  const json = safeJson(hostile)
  expect(JSON.parse(json)).toEqual(hostile)
  expect(json).toMatch(/^[\x20-\x7e]*$/)
})
