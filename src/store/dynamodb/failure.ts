import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { FlatlineError } from '../../core/problem.ts'

const RETRY_AFTER_SECONDS = 5

/**
 * Why an attempt failed, and what to do:
 *
 * - condition  the condition of a write did not hold; `item` if DynamoDB told it
 * - passing    worth another attempt; `applied` if the failed one may have been applied
 * - lasting    another attempt would fail too
 */
export type Failure =
  | { readonly kind: 'condition'; readonly item: Record<string, AttributeValue> | undefined }
  | { readonly kind: 'passing'; readonly applied: 'no' | 'perhaps' }
  | { readonly kind: 'lasting'; readonly error: FlatlineError }

/** Names of the error codes in the DynamoDB developer guide, "Error handling with DynamoDB". */
const REFUSED_FOR_NOW = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionInProgressException',
  'LimitExceededException',
  'ExpiredTokenException',
  'RequestTimeTooSkewed',
  'InvalidSignatureException',
  'CredentialsProviderError',
])
const MAYBE_APPLIED = new Set(['ReplicatedWriteConflictException', 'InternalServerError'])
/** Code of an error of ours: the request did not even get its turn. */
export const NEVER_SENT = 'never_sent'

/** The request did not leave this machine. */
const NOT_SENT = new Set([
  NEVER_SENT,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const OURS = [TypeError, RangeError, ReferenceError]

export function failureOf(cause: unknown): Failure {
  if (cause instanceof ConditionalCheckFailedException) {
    return { kind: 'condition', item: cause.Item }
  }
  const { name, code, fault, httpStatus } = traitsOf(cause)
  if (REFUSED_FOR_NOW.has(name)) return { kind: 'passing', applied: 'no' }
  if (MAYBE_APPLIED.has(name) || httpStatus >= 500) return { kind: 'passing', applied: 'perhaps' }
  if (NOT_SENT.has(code)) return { kind: 'passing', applied: 'no' }
  if (fault === 'client' || OURS.some((type) => cause instanceof type)) {
    return { kind: 'lasting', error: lastingFailure(name, cause) }
  }
  return { kind: 'passing', applied: 'perhaps' }
}

/** Time is up, or it cannot work: what callers get to see. The cause is for the log. */
export function unavailable(cause: unknown): FlatlineError {
  if (traitsOf(cause).name === 'CredentialsProviderError') {
    return new FlatlineError('store_unavailable', 'There are no AWS credentials for DynamoDB.', {
      hint: 'Give the machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    })
  }
  return new FlatlineError('store_unavailable', 'DynamoDB does not answer in time.', {
    hint: 'See if the region has trouble, and that the tables are not throttled.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  })
}

function lastingFailure(name: string, cause: unknown): FlatlineError {
  const detail = `DynamoDB refuses the request (${name}).`
  const rest = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause }
  if (name === 'ResourceNotFoundException') {
    const hint =
      'See that FLATLINE_PULSES_TABLE and FLATLINE_RECORDS_TABLE name tables of this region.'
    return new FlatlineError('store_unavailable', detail, { ...rest, hint })
  }
  if (['AccessDeniedException', 'UnrecognizedClientException'].includes(name)) {
    const hint = 'See that the credentials are valid and may read and write both tables.'
    return new FlatlineError('store_unavailable', detail, { ...rest, hint })
  }
  const hint = 'It is a fault of Flatline: report it with the lines of the log around it.'
  return new FlatlineError('internal_error', detail, { hint, cause })
}

function traitsOf(cause: unknown) {
  const error: Record<string, unknown> =
    typeof cause === 'object' && cause !== null ? { ...cause } : {}
  const name = cause instanceof Error ? cause.name : 'unknown'
  const metadata = error.$metadata
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : 0
  return {
    name,
    code: typeof error.code === 'string' ? error.code : '',
    fault: error.$fault,
    httpStatus: typeof status === 'number' ? status : 0,
  }
}
