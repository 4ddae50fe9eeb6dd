import { expect, it } from 'vitest'
import { clockFault, OFFSET_MS_MAX } from './clock-fault.ts'

it('says how far a clock is off, and nothing while it is near or not known', () => {
  for (const near of [null, 0, OFFSET_MS_MAX, -OFFSET_MS_MAX]) {
    expect(clockFault(near)).toBeUndefined()
  }
  expect(clockFault(42_400)).toContain('42 s ahead of that of DynamoDB')
  expect(clockFault(-OFFSET_MS_MAX - 1)).toContain('3 s behind')
})
