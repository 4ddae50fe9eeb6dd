import type { Context } from '../service/context.ts'
import { type Answer, problemAnswer, toProblem } from './problem-answer.ts'

/**
 * The answer to a heartbeat that was refused; `path` as it was asked for, without its query. What
 * the sender can cure is noted for people who look on; `from` is the sender's address.
 */
export function ingestRefusal(
  ctx: Context,
  thrown: unknown,
  path: string,
  from = 'unknown',
): Answer {
  const error = toProblem(thrown)
  if (error.status < 500) ctx.refused?.note(error, from)
  if (error.code === 'internal_error') ctx.log.error({ error, path }, 'a heartbeat failed')
  const answer = problemAnswer(error, path)
  if (error.code !== 'method_not_allowed') return answer
  return { ...answer, headers: { ...answer.headers, allow: 'POST' } }
}
