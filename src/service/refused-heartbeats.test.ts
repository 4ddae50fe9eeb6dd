import { describe, expect, it } from 'vitest'
import { ENTRIES_MAX, RefusedHeartbeats, TOLD_PER_SECOND } from './refused-heartbeats.ts'

const refusal = (from: string, at = 0) => {
  return { code: 'empty_host_id', detail: 'No.', hint: null, from, at } as const
}

describe('refused heartbeats', () => {
  it('are one entry per reason and address, the newest first, and count up', () => {
    const refused = new RefusedHeartbeats()
    refused.note(refusal('192.0.2.1', 1))
    refused.note(refusal('192.0.2.2', 2))
    refused.note({ ...refusal('192.0.2.1', 3), code: 'unauthorized' })
    refused.note(refusal('192.0.2.1', 4))
    expect(refused.list().map(({ code, from, at, times }) => [code, from, at, times])).toEqual([
      ['empty_host_id', '192.0.2.1', 4, 2],
      ['unauthorized', '192.0.2.1', 3, 1],
      ['empty_host_id', '192.0.2.2', 2, 1],
    ])
  })

  it('are told once a second each, with all that came meanwhile', () => {
    const refused = new RefusedHeartbeats()
    const told = [0, 1, 999, 1_000].map((at) => refused.note(refusal('192.0.2.1', at))?.times)
    expect(told).toEqual([1, undefined, undefined, 4])
  })

  it('are kept and told up to a bound, however many there are', () => {
    const refused = new RefusedHeartbeats()
    const told = Array.from({ length: 1_000 }, (_, i) => refused.note(refusal(`2001:db8::${i}`)))
    expect(told.filter((each) => each !== undefined)).toHaveLength(TOLD_PER_SECOND)
    expect(refused.list()).toHaveLength(ENTRIES_MAX)
    expect(refused.list()[0]?.from).toBe('2001:db8::999')
  })
})
