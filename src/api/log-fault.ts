import type { ProblemCode } from '../core/problem.ts'
import type { Log } from '../service/ports.ts'
import { toProblem } from './problem-answer.ts'

/** Answers that anyone may ask for all day, and that say all there is to say. */
const QUIET: ReadonlySet<ProblemCode> = new Set(['not_ready', 'not_available', 'too_many_streams'])

/**
 * One line for whatever was answered with 5xx. Only a surprise is an error with a stack; a bound
 * that was reached, or a store that failed, is told in a sentence.
 */
export function logFault(log: Log, thrown: unknown, request: object): void {
  const { status, code, detail, cause } = toProblem(thrown)
  if (status < 500) return
  if (code === 'internal_error') {
    log.error({ error: thrown, ...request }, `answered ${code}`)
    return
  }
  const reason = cause instanceof Error ? { reason: cause.message } : {}
  const level = QUIET.has(code) ? 'debug' : 'warn'
  log[level]({ ...request, detail, ...reason }, `answered ${code}`)
}
