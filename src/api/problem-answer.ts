import { FlatlineError, PROBLEMS } from '../core/problem.ts'

/** A finished answer, whatever sends it. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const RETRY_AFTER_SECONDS = 5

/** Whatever was thrown, as something that may be told: of a surprise only that there was one. */
export function toProblem(error: unknown): FlatlineError {
  if (error instanceof FlatlineError) return error
  return new FlatlineError('internal_error', 'Flatline could not finish this request.', {
    hint: 'Try again. If it stays, look for the request in the log of the server and report it.',
    cause: error,
  })
}

/** RFC 9457. `instance` is the path that was asked for, without its query. */
export function problemBody(error: FlatlineError, instance: string): Record<string, unknown> {
  return {
    type: `/docs/reference/errors#${error.code}`,
    title: PROBLEMS[error.code].title,
    status: error.status,
    detail: error.detail,
    instance,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  }
}

/** 429 and 503 always say when to come back; 401 says how to sign in (RFC 9110, 11.6.1). */
export function problemHeaders(error: FlatlineError): Record<string, string> {
  const { status, retryAfterSeconds } = error
  const mustWait = status === 429 || status === 503
  const retryAfter = retryAfterSeconds ?? (mustWait ? RETRY_AFTER_SECONDS : undefined)
  return {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="flatline"' } : {}),
  }
}

export function problemAnswer(thrown: unknown, instance: string): Answer {
  const error = toProblem(thrown)
  const body = JSON.stringify(problemBody(error, instance))
  return { status: error.status, headers: problemHeaders(error), body }
}
