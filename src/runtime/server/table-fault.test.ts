import { expect, it } from 'vitest'
import { FlatlineError } from '../../core/problem.ts'
import { tableFault } from './table-fault.ts'

const causedBy = (cause: Error) =>
  new FlatlineError('store_unavailable', 'It failed.', { hint: 'Do this.', cause })
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

it('says of other keys that the tables may be exchanged, in place of "report it"', () => {
  const cause = Object.assign(new Error('no such key'), { name: 'ValidationException' })
  expect(tableFault(causedBy(cause), null)).toBe(
    "The table has other keys than Flatline's: see that FLATLINE_PULSES_TABLE and " +
      'FLATLINE_RECORDS_TABLE are not exchanged.',
  )
})

it('says that nothing listens at the endpoint, only where one is set', () => {
  const told = tableFault(causedBy(refused), 'http://localhost:8000')
  expect(told).toBe('It failed. Nothing listens at FLATLINE_DYNAMODB_ENDPOINT.')
  expect(tableFault(causedBy(refused), null)).toBe('It failed. Do this.')
})

it('passes on what the store says of any other failure', () => {
  expect(tableFault(causedBy(new Error('x')), 'http://localhost:8000')).toBe('It failed. Do this.')
})
