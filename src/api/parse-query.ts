import type { z } from 'zod'
import { FlatlineError } from '../core/problem.ts'

const LABEL_PREFIX = 'label.'
const SHOWABLE = /^[A-Za-z0-9_.-]{1,40}$/

/**
 * The query as the schema wants it; `label.K=V` are gathered under `labels`. Throws `invalid_query`
 * for what is unknown, given twice or not valid.
 */
export function parseQuery<T>(
  schema: z.ZodType<T> | undefined,
  given: URLSearchParams,
): T | undefined {
  const query = gather(given)
  if (schema === undefined) {
    const [name] = Object.keys(query)
    if (name === undefined) return undefined
    throw invalidQuery(`The query parameter ${show(name)} is not known here.`)
  }
  const result = schema.safeParse(query)
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw invalidQuery(`The query parameter ${show(issue.keys[0])} is not known here.`)
  }
  const [name, label] = issue?.path ?? []
  const full = name === 'labels' && label !== undefined ? `${LABEL_PREFIX}${String(label)}` : name
  const allowed = issue?.code === 'invalid_value' ? `: one of ${issue.values.join(', ')}` : ''
  throw invalidQuery(`The query parameter ${show(full)} is not valid${allowed}.`)
}

function gather(given: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null)
  const labels: Record<string, string> = Object.create(null)
  for (const [name, value] of given) {
    const isLabel = name.startsWith(LABEL_PREFIX)
    const target = isLabel ? labels : query
    const key = isLabel ? name.slice(LABEL_PREFIX.length) : name
    if (key in target) throw invalidQuery(`The query parameter ${show(name)} was given twice.`)
    target[key] = value
  }
  if (Object.keys(labels).length > 0) query.labels = { ...labels }
  return { ...query }
}

function show(name: PropertyKey | undefined): string {
  const text = String(name)
  return SHOWABLE.test(text) ? `"${text}"` : 'with an unusual name'
}

function invalidQuery(detail: string): FlatlineError {
  return new FlatlineError('invalid_query', detail, {
    hint: 'See /docs/reference/api for the parameters of this request.',
  })
}
