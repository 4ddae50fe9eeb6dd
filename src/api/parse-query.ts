import type { z } from 'zod'
import { FlatlineError } from '../core/problem.ts'
import { describeIssue } from './describe-issue.ts'

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
    throw unknown(name)
  }
  const result = schema.safeParse(query)
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw unknown(issue.keys[0])
  }
  const [name, label] = issue?.path ?? []
  const full = name === 'labels' && label !== undefined ? `${LABEL_PREFIX}${String(label)}` : name
  const detail = issue === undefined ? 'is not valid' : describeIssue(issue)
  throw invalidQuery(`The query parameter ${show(full)} ${detail}.`)
}

function gather(given: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null)
  const labels: Record<string, string> = Object.create(null)
  for (const [name, value] of given) {
    const isLabel = name.startsWith(LABEL_PREFIX)
    const target = isLabel ? labels : query
    const key = isLabel ? name.slice(LABEL_PREFIX.length) : name
    if (key === '__proto__') throw unknown(name)
    if (key in target) throw invalidQuery(`The query parameter ${show(name)} was given twice.`)
    target[key] = value
  }
  if (Object.keys(labels).length > 0) query.labels = { ...labels }
  return { ...query }
}

function unknown(name: PropertyKey | undefined): FlatlineError {
  return invalidQuery(`The query parameter ${show(name)} is not known here.`)
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
