import type { z } from 'zod'
import { type FieldFault, FlatlineError, PROBLEMS, type ProblemCode } from '../core/problem.ts'
import { describeIssue, isMissing } from './describe-issue.ts'

type Issue = z.core.$ZodIssue

const FAULTS_MAX = 20
const NAME_CHARACTERS_MAX = 64
/** Deeper than any body of ours; what lies below is refused as it is. */
const DEPTH_MAX = 4
const PROTO = '__proto__'

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
  const hidden = protoNames(body, [])
  if (result.success && hidden.length === 0) return result.data
  const all = [...hidden, ...(result.error?.issues ?? [])]
  const issues = all.toSorted((a, b) => rankOf(a) - rankOf(b))
  const errors = onePerField(issues.flatMap(faultsOf)).slice(0, FAULTS_MAX)
  const code = codeOf(issues[0])
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  throw new FlatlineError(code, `${first?.pointer || 'The body'} ${first?.detail}${more}.`, {
    errors,
    hint: 'See /docs/reference/api for the fields of this request.',
  })
}

/** The library leaves out a member of this name in silence, and with it what it was to select. */
function protoNames(value: unknown, path: readonly string[]): Issue[] {
  if (typeof value !== 'object' || value === null || path.length > DEPTH_MAX) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === PROTO
      ? [{ code: 'unrecognized_keys', keys: [name], path: [...path], message: '' }]
      : protoNames(member, [...path, name]),
  )
}

/** Unknown fields first; last that a number is not a safe integer, for its own bounds say more. */
function rankOf(issue: Issue): number {
  if (isUnknown(issue)) return 0
  return issue.code === 'too_big' && Number(issue.maximum) >= Number.MAX_SAFE_INTEGER ? 2 : 1
}

/** The first of each field. */
function onePerField(faults: readonly FieldFault[]): FieldFault[] {
  const seen = new Set<string>()
  return faults.filter(({ pointer }) => !seen.has(pointer) && seen.add(pointer))
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
  return [{ pointer: pointerTo(issue.path), detail: describeIssue(issue) }]
}

function codeOf(issue: Issue | undefined): ProblemCode {
  if (issue !== undefined && isUnknown(issue)) return 'unknown_field'
  if (issue === undefined || isMissing(issue)) return 'invalid_field'
  if (issue.code === 'invalid_type') return 'wrong_type'
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    if (issue.origin === 'number' || issue.origin === 'int') return 'out_of_range'
    return issue.origin === 'array' && issue.code === 'too_big' ? 'too_many' : 'invalid_field'
  }
  if (issue.code === 'custom' && isProblemCode(issue.params?.problem)) return issue.params.problem
  return issue.path[0] === 'labels' ? 'invalid_label' : 'invalid_field'
}

function isUnknown(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys'
}

function isProblemCode(text: unknown): text is ProblemCode {
  return typeof text === 'string' && Object.hasOwn(PROBLEMS, text)
}
