import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RECORDED } from '../../../api/ingest.ts'
import { type Outcome, packOutcomes, unpackOutcomes } from './packed-outcomes.ts'

const answer = fc.record({
  status: fc.constantFrom(403, 503),
  headers: fc.constant({ 'content-type': 'application/problem+json' }),
  body: fc.string({ unit: 'grapheme' }),
})
const outcomes = fc.array(fc.oneof(fc.constant(RECORDED), fc.constant('handOver'), answer), {
  maxLength: 50,
})

test('outcomes come out as they went in, and 200 as the one answer that is known', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), outcomes, (id, all) => {
      const sent = { id, outcomes: all.map((each): Outcome => asOutcome(each)) }
      const got = unpackOutcomes(packOutcomes(sent))
      expect(got).toEqual(sent)
      const isKnown = (each: Outcome) => each === RECORDED
      expect(got.outcomes.filter(isKnown)).toHaveLength(sent.outcomes.filter(isKnown).length)
    }),
  )
})

test('outcomes that break off, or lack an answer, are refused', () => {
  const refusal = { status: 503, headers: {}, body: 'busy' }
  const bytes = packOutcomes({ id: 7, outcomes: [RECORDED, refusal] })
  for (let length = 0; length < bytes.length; length++) {
    expect(() => unpackOutcomes(bytes.subarray(0, length))).toThrow()
  }
  bytes[7] = 0
  expect(() => unpackOutcomes(bytes)).toThrow('answers without their outcomes')
})

function asOutcome(value: unknown): Outcome {
  return value as Outcome
}
