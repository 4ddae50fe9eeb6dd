import { describe, expect, it } from 'vitest'
import { ContractError } from '../../contract/contract-error.ts'
import type { Problem } from '../../contract/problem.ts'
import { fieldFaults } from './field-faults.ts'

const FIELDS = { target: ['/channel', 'sns_not_configured'], wait: ['/groupWait'] } as const
const refused = (part: Partial<Problem>) =>
  new ContractError({
    type: '',
    title: '',
    status: 400,
    detail: 'No AWS region is set up',
    instance: '',
    code: 'invalid_field',
    ...part,
  })

describe('what the server refused', () => {
  it('stands at the field that its pointer, or one above it, belongs to', () => {
    const errors = [
      { pointer: '/channel/to/0', detail: 'must be an e-mail address' },
      { pointer: '/groupWait', detail: 'must be a duration' },
    ]
    expect(fieldFaults(refused({ errors }), FIELDS)).toEqual({
      faults: { target: 'must be an e-mail address', wait: 'must be a duration' },
      rest: false,
    })
  })

  it('stands at the field that its code is about, with the cure', () => {
    const hint = 'Set AWS_REGION, and restart.'
    expect(fieldFaults(refused({ code: 'sns_not_configured', hint }), FIELDS)).toEqual({
      faults: { target: 'No AWS region is set up. Set AWS_REGION, and restart.' },
      rest: false,
    })
  })

  it('is more than the fields can say where it belongs to none of them', () => {
    const errors = [{ pointer: '/channels', detail: 'is unknown' }]
    expect(fieldFaults(refused({ errors }), FIELDS)).toEqual({ faults: {}, rest: true })
    expect(fieldFaults(refused({ code: 'limit_reached' }), FIELDS)).toEqual({
      faults: {},
      rest: true,
    })
    expect(fieldFaults(new TypeError('fetch failed'), FIELDS)).toEqual({ faults: {}, rest: true })
    expect(fieldFaults(undefined, FIELDS)).toEqual({ faults: {}, rest: false })
  })
})
