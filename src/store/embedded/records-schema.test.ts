import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { RECORDS_MIGRATIONS } from './records-schema.ts'

/** Data directories with this schema are out there. */
const FIRST_SCHEMA = 'c6ab62e76a62af8d0c84151a7bb5053b3a584d2e6c76e5bcb70e0382de44aa3f'

test('the first schema stays as it is: what changes is a migration after it', () => {
  const digest = createHash('sha256')
    .update(RECORDS_MIGRATIONS[0] ?? '')
    .digest('hex')
  expect(digest).toBe(FIRST_SCHEMA)
})
