import type { z } from 'zod'
import { type FieldFault, FlatlineError, PROBLEMS, type ProblemCode } from '../core/problem.ts'

type Issue = z.core.$ZodIssue

const FAULTS_MAX = 20
const NAME_CHARACTERS_MAX = 64

/**
 * A body as the schema wants it. Throws a FlatlineError that names each fault by JSON pointer; an
 * unknown field outweighs the others, because it is most often a misspelt one.
 */
export function parseFields<T>(schema: z.ZodType<T>, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new FlatlineError('not_an_object', 'The body is JSON, but not an object.', {
      hint: 'Send {"name": value, ...}.',
    })
  }
  const result = schema.safeParse(body, { reportInput: true })
  if (result.success) return result.data
  const { issues } = result.error
  const errors = issues.flatMap(faultsOf).slice(0, FAULTS_MAX)
  const code = issues.some((issue) => issue.code === 'unrecognized_keys')
    ? 'unknown_field'
    : codeOf(issues[0])
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  throw new FlatlineError(code, `${first?.pointer || 'The body'} ${first?.detail}${more}.`, {
    errors,
    hint: 'See /docs/reference/api for the fields of this request.',
  })
}

/** JSON pointer, RFC 6901. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${escapeStep(String(step).slice(0, NAME_CHARACTERS_MAX))}`).join('')
}

function escapeStep(step: string): string {
  return step
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
}

function faultsOf(issue: Issue): FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      pointer: pointerTo([...issue.path, name]),
      detail: 'is not known here',
    }))
  }
  return [{ pointer: pointerTo(issue.path), detail: describe(issue) }]
}

function codeOf(issue: Issue | undefined): ProblemCode {
  if (issue === undefined || isMissing(issue)) return 'invalid_field'
  if (issue.code === 'invalid_type') return 'wrong_type'
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    if (issue.origin === 'number' || issue.origin === 'int') return 'out_of_range'
    return issue.origin === 'array' && issue.code === 'too_big' ? 'too_many' : 'invalid_field'
  }
  if (issue.code === 'custom' && isProblemCode(issue.params?.problem)) return issue.params.problem
  return issue.path[0] === 'labels' ? 'invalid_label' : 'invalid_field'
}

/** In our words: the schema's own message may repeat what was sent. */
function describe(issue: Issue): string {
  if (isMissing(issue)) return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected === 'array' ? 'an' : 'a'} ${issue.expected}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_key':
      return 'has a name that is not allowed'
    case 'invalid_union':
      return issue.errors.length === 0 ? 'is not a known kind' : 'has none of the allowed shapes'
    case 'custom':
    case 'invalid_format':
      return issue.message
    default:
      return 'is not valid'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' items' : ''
}

/** A value can only be absent where JSON has no `undefined`. */
function isMissing(issue: Issue): boolean {
  return 'input' in issue && issue.input === undefined
}

function isProblemCode(text: unknown): text is ProblemCode {
  return typeof text === 'string' && Object.hasOwn(PROBLEMS, text)
}
