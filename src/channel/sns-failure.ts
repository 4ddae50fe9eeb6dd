import { FlatlineError } from '../core/problem.ts'
import { inertLine } from './inert.ts'

/** What went wrong between us and SNS, in words for the operator. */
export interface SnsFailure {
  readonly kind: 'absent' | 'invalid' | 'full' | 'other'
  /** One line without secrets, with the cure where there is one. */
  readonly words: string
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const WORDS: readonly (readonly [name: RegExp, words: string])[] = [
  [/^Throttl|^KMSThrottling|^TooManyRequests|^RequestLimit/, 'SNS asks us to slow down'],
  [/^AuthorizationError|^AccessDenied/, 'the role of Flatline may not do this: allow it in IAM'],
  [
    /^Invalid(ClientTokenId|Security)|Signature|^ExpiredToken|^UnrecognizedClient/,
    'AWS does not accept the credentials, or the clock of this machine is wrong',
  ],
  [
    /^CredentialsProviderError|^TokenProviderError/,
    'no AWS credentials were found: give this machine a role, or set AWS_ACCESS_KEY_ID',
  ],
  [/^KMS/, 'the key that encrypts the topic cannot be used: allow it in KMS'],
  [/^OptIn/, 'the account may not use this region'],
  [/^InternalError|^InternalFailure|^ServiceUnavailable/, 'SNS has a fault of its own'],
]

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the region is not known',
  EAI_AGAIN: 'the name server did not answer',
  ECONNREFUSED: 'nothing listens at the endpoint',
  ECONNRESET: 'SNS broke the connection off',
  ETIMEDOUT: 'SNS cannot be reached',
  EHOSTUNREACH: 'SNS cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
}

/** Only names and codes are shown: the service's own words can hold more than is good for a log. */
export function snsFailure(error: unknown): SnsFailure {
  if (error instanceof FlatlineError) {
    return { kind: 'other', words: `${error.detail}. ${error.hint ?? ''}`.trim() }
  }
  const { name, code, status } = traitsOf(error)
  if (name === 'AbortError' || (name === 'TimeoutError' && code === '')) {
    return { kind: 'other', words: 'no answer in time' }
  }
  const label = inertLine([name, ...(status === 0 ? [] : [`HTTP ${status}`])].join(', '), 100)
  if (/^NotFound|^ResourceNotFound/.test(name)) {
    return { kind: 'absent', words: `there is no such topic (${label})` }
  }
  if (/^InvalidParameter|^Validation/.test(name)) {
    return { kind: 'invalid', words: `SNS does not accept what was asked (${label})` }
  }
  if (/^SubscriptionLimit/.test(name)) {
    return { kind: 'full', words: `the account has its full number of subscriptions (${label})` }
  }
  const known = WORDS.find(([pattern]) => pattern.test(name))?.[1] ?? NETWORK[code]
  const words = known ?? (status >= 500 ? 'SNS has a fault of its own' : 'the request failed')
  return { kind: 'other', words: `${words} (${code === '' ? label : inertLine(code, 50)})` }
}

function traitsOf(error: unknown): { name: string; code: string; status: number } {
  if (!(error instanceof Error)) return { name: 'unknown', code: '', status: 0 }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const metadata = '$metadata' in error ? error.$metadata : undefined
  const status = isObject(metadata) && typeof metadata.httpStatusCode === 'number'
  return { name: error.name, code, status: status ? Number(metadata.httpStatusCode) : 0 }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
