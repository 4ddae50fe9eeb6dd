import { problemSchema } from '../contract/problem.ts'
import { PROBLEMS, type ProblemCode } from '../core/problem.ts'
import type { DescribedOperation } from './openapi.ts'

const BODY: readonly ProblemCode[] = [
  'invalid_encoding',
  'malformed_json',
  'not_an_object',
  'unknown_field',
  'body_too_large',
  'unsupported_media_type',
  'unsupported_encoding',
]
const HEARTBEAT_IGNORES: ReadonlySet<ProblemCode> = new Set(['unknown_field', 'invalid_query'])

/** Every code that an operation may answer with: its own, and those that its shape entails. */
export function problemCodesOf(operation: DescribedOperation): ProblemCode[] {
  const { method, path, scope, body, once, conditional, problems = [] } = operation
  const codes = new Set<ProblemCode>(['malformed_request', 'invalid_query', 'internal_error'])
  const add = (condition: boolean, ...more: readonly ProblemCode[]): void => {
    if (condition) for (const code of more) codes.add(code)
  }
  add(scope !== null, 'ambiguous_key', 'unauthorized', 'key_in_query', 'insufficient_scope')
  add(scope === 'admin' && method !== 'GET', 'forbidden_origin')
  add(scope !== null && scope !== 'beat', 'store_unavailable')
  add(path.includes('{'), 'not_found')
  const isAction = method === 'POST' && scope !== null
  add(body !== undefined, 'empty_body', 'wrong_type', 'invalid_field', ...BODY)
  add(isAction, ...BODY)
  add(once === true, 'idempotency_in_progress', 'idempotency_mismatch')
  add(conditional === true, 'precondition_failed', 'conflict')
  add(true, ...problems)
  if (scope === null && method === 'GET') codes.delete('invalid_query')
  return [...codes].filter((code) => scope !== 'beat' || !HEARTBEAT_IGNORES.has(code))
}

/** The problem answers of an operation, one per status, each with its codes. */
export function problemResponses(operation: DescribedOperation) {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of problemCodesOf(operation)) {
    const { status } = PROBLEMS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const sorted = [...byStatus].sort(([a], [b]) => a - b)
  return Object.fromEntries(
    sorted.map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\` ${PROBLEMS[code].title}`).join('. '),
        ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds to wait before the next attempt',
    required: true,
    schema: { type: 'integer' as const },
  },
}
