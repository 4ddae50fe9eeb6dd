import { describe, expect, it } from 'vitest'
import { FlatlineError } from '../core/problem.ts'
import { problemAnswer, problemBody, toProblem } from './problem-answer.ts'

describe('a problem as an answer', () => {
  it('names code, status, title, detail, instance, hint and the fields at fault', () => {
    const error = new FlatlineError('out_of_range', 'Too long.', {
      hint: 'Send less.',
      errors: [{ pointer: '/intervalMs', detail: 'Too long.' }],
    })
    expect(problemBody(error, '/v1/heartbeat')).toEqual({
      type: '/docs/reference/errors#out_of_range',
      title: 'A number is out of range',
      status: 400,
      detail: 'Too long.',
      instance: '/v1/heartbeat',
      code: 'out_of_range',
      hint: 'Send less.',
      errors: [{ pointer: '/intervalMs', detail: 'Too long.' }],
    })
  })

  it('leaves out what there is not', () => {
    const body = problemBody(new FlatlineError('not_found', 'Nothing.'), '/x')
    expect(Object.keys(body)).not.toContain('hint')
    expect(Object.keys(body)).not.toContain('errors')
  })

  it('tells nothing of a surprise but keeps its cause for the log', () => {
    const surprise = new Error('password=hunter2')
    const problem = toProblem(surprise)
    expect(problem.code).toBe('internal_error')
    expect(problem.cause).toBe(surprise)
    expect(problemAnswer(surprise, '/x').body).not.toContain('hunter2')
  })

  it('is problem+json that nobody keeps', () => {
    const { status, headers } = problemAnswer(new FlatlineError('not_found', 'Nothing.'), '/x')
    expect(status).toBe(404)
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    })
  })

  it.each(['store_unavailable', 'overloaded', 'not_ready', 'too_many_requests'] as const)(
    '%s says when to come back',
    (code) => {
      const { headers } = problemAnswer(new FlatlineError(code, 'Later.'), '/x')
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    },
  )

  it('rounds the time to come back up to whole seconds', () => {
    const error = new FlatlineError('overloaded', 'Later.', { retryAfterSeconds: 1.2 })
    expect(problemAnswer(error, '/x').headers['retry-after']).toBe('2')
  })

  it('says with a 401 how to sign in', () => {
    const { headers } = problemAnswer(new FlatlineError('unauthorized', 'No key.'), '/x')
    expect(headers['www-authenticate']).toMatch(/^Bearer /)
  })
})
