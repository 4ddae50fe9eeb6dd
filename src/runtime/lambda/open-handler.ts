import { problemAnswer } from '../../api/problem-answer.ts'
import type { Log } from '../../service/ports.ts'
import { type HttpHandler, httpResult } from './http-result.ts'

/**
 * Makes the real handler with the first event, once per process. A bad setting is told in the log
 * and answered with 500, rather than ending the process again and again.
 */
export function openHandler(make: () => HttpHandler, log: Log): HttpHandler {
  let made: HttpHandler | undefined
  return async (event) => {
    try {
      made ??= make()
      return await made(event)
    } catch (error) {
      log.error({ error }, 'the function could not answer')
      return httpResult(problemAnswer(error, event.rawPath))
    }
  }
}
