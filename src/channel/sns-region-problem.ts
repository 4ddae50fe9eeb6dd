import { FlatlineError } from '../core/problem.ts'
import type { SnsFailure } from './sns-failure.ts'

/** What came of a call in one region: `failure` and `error`, or `done`. */
export interface RegionPart<T> {
  readonly region: string
  readonly done: T | undefined
  readonly failure: SnsFailure | undefined
  readonly error: unknown
}

/** Names the regions that did not do their part, and why. At least one of the parts failed. */
export function regionProblem(parts: readonly RegionPart<unknown>[]): FlatlineError {
  const failed = parts.flatMap(({ region, failure }) =>
    failure === undefined ? [] : [{ region, ...failure }],
  )
  const cause = parts.find(({ error }) => error !== undefined)?.error
  const kinds = new Set(parts.map(({ failure }) => failure?.kind))
  const [kind] = kinds.size === 1 ? kinds : []
  const reasons = failed.map(({ region, words }) => `${region}: ${words}.`).join(' ')
  switch (kind) {
    case 'invalid':
      return new FlatlineError('invalid_field', 'SNS does not accept this endpoint.', {
        hint: 'Look for a typing error, and whether this kind of endpoint fits the topic.',
        errors: [{ pointer: '/endpoint', detail: 'SNS does not accept it' }],
        cause,
      })
    case 'absent':
      return new FlatlineError('no_topic', reasons, {
        hint: 'Make the topic in AWS, or correct the ARN of the subscription.',
        cause,
      })
    case 'full':
      return new FlatlineError('limit_reached', reasons, {
        hint: 'Ask AWS for more subscriptions, or remove recipients that nobody needs.',
        cause,
      })
    default: {
      const done = parts.flatMap(({ region, failure }) => (failure === undefined ? [region] : []))
      const rest = done.length === 0 ? '' : ` ${done.join(' and ')}: done.`
      return new FlatlineError('region_unavailable', `${reasons}${rest}`, {
        hint: 'Mend what is named, or wait, and repeat the request. What is done stays done.',
        retryAfterSeconds: 10,
        cause,
      })
    }
  }
}
