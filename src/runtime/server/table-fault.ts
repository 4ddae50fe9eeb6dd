import type { FlatlineError } from '../../core/problem.ts'

/**
 * What is wrong with a table that cannot be read at the start, and the cure. `endpoint`: that of
 * FLATLINE_DYNAMODB_ENDPOINT, null if it is not set.
 */
export function tableFault(
  { detail, hint, cause }: FlatlineError,
  endpoint: string | null,
): string {
  if (cause instanceof Error && cause.name === 'ValidationException') return OTHER_KEYS
  const cure = endpoint !== null && isRefused(cause) ? `Nothing listens at ${ENDPOINT}.` : hint
  return `${detail} ${cure ?? ''}`.trimEnd()
}

const ENDPOINT = 'FLATLINE_DYNAMODB_ENDPOINT'
const OTHER_KEYS =
  "The table has other keys than Flatline's: see that FLATLINE_PULSES_TABLE and " +
  'FLATLINE_RECORDS_TABLE are not exchanged.'

function isRefused(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}
