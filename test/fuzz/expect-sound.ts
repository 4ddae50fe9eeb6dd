import { PROBLEMS, type ProblemCode } from '../../src/core/problem.ts'
import { headerOf, type WireAnswer } from './read-answers.ts'

export interface SoundProblem {
  readonly code: ProblemCode
  readonly status: number
}

/** Traces of our insides: stacks, modules, places on the disk. */
const INSIDES =
  /node:|node_modules|\.[jt]s\b[:)]|\bat \S+ \(|\/(?:tmp|usr|src|dist|proc|var)\/|SQLITE|undefined/

/** Throws unless the answer is one that we mean to give; returns the problem that it tells. */
export function expectSound(answer: WireAnswer): SoundProblem | undefined {
  const { status, headOnly, body } = answer
  if (status < 400) {
    if (!headOnly && isJson(answer)) JSON.parse(body.toString('utf8'))
    return undefined
  }
  const fault = headFault(answer) ?? (headOnly ? undefined : bodyFault(status, fieldsIn(body)))
  if (fault !== undefined) {
    throw new Error(`${fault} in an answer with ${status}: ${body.toString('utf8')}`)
  }
  const code = headOnly ? undefined : codeIn(fieldsIn(body).code)
  return code === undefined ? undefined : { code, status }
}

function headFault(answer: WireAnswer): string | undefined {
  const { status } = answer
  const lacks = (name: string) => headerOf(answer, name) === undefined
  if (headerOf(answer, 'content-type') !== 'application/problem+json') return 'no problem'
  if (status >= 500 && status !== 503 && status !== 501) return 'a fault of ours'
  if (status === 401 && lacks('www-authenticate')) return 'no WWW-Authenticate'
  if (status === 405 && lacks('allow')) return 'no Allow'
  if ((status === 429 || status === 503) && lacks('retry-after')) return 'no Retry-After'
  return undefined
}

/** `instance` repeats the path that was asked for, whatever that was. */
function bodyFault(status: number, fields: Record<string, unknown>): string | undefined {
  const { instance, ...problem } = fields
  const code = codeIn(problem.code)
  if (code === undefined) return 'an unknown code'
  if (PROBLEMS[code].status !== status || problem.status !== status) return 'another status'
  if (problem.title !== PROBLEMS[code].title) return 'another title'
  if (problem.type !== `/docs/reference/errors#${code}`) return 'another type'
  if (typeof problem.detail !== 'string' || problem.detail.trim() === '') return 'no detail'
  if (typeof instance !== 'string' || instance.includes('?')) return 'no instance'
  if (INSIDES.test(JSON.stringify(problem))) return 'something of our insides'
  return undefined
}

function isJson(answer: WireAnswer): boolean {
  return headerOf(answer, 'content-type')?.startsWith('application/json') === true
}

export function fieldsIn(body: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(body.toString('utf8'))
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${body}`)
  return { ...value }
}

function codeIn(value: unknown): ProblemCode | undefined {
  return Object.keys(PROBLEMS).find((code): code is ProblemCode => code === value)
}
