import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { RECORDS_MIGRATIONS } from './records-schema.ts'

/** Data directories with this schema are out there. */
const FIRST_SCHEMA = 'b37695011babfbb0fc05abd3039aee622ac9c26fc1bede73b3de528f190a7f39'

test('the first schema stays as it is: what changes is a migration after it', () => {
  const digest = createHash('sha256')
    .update(RECORDS_MIGRATIONS[0] ?? '')
    .digest('hex')
  expect(digest).toBe(FIRST_SCHEMA)
})
