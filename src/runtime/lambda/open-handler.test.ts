import { expect, it } from 'vitest'
import { httpEvent } from '../../../test/kit/http-event.ts'
import { makeWorld } from '../../../test/kit/world.ts'
import { StartError } from '../start-error.ts'
import type { HttpHandler } from './http-result.ts'
import { openHandler } from './open-handler.ts'

const event = httpEvent({ target: '/v1/heartbeat' })

it('makes the real handler once, with the first event', async () => {
  let made = 0
  const make = (): HttpHandler => {
    made += 1
    return async () => ({ statusCode: 200 })
  }
  const handler = openHandler(make, makeWorld().ctx.log)
  expect(made).toBe(0)
  expect([await handler(event), await handler(event)]).toEqual([
    { statusCode: 200 },
    { statusCode: 200 },
  ])
  expect(made).toBe(1)
})

it('answers 500 while a setting is bad, and tells the log which one', async () => {
  const { ctx, logged } = makeWorld()
  const fault = new StartError('FLATLINE_GRACE must be a duration.')
  const handler = openHandler(() => {
    throw fault
  }, ctx.log)
  const { statusCode, body = '' } = await handler(event)
  expect([statusCode, JSON.parse(body).code]).toEqual([500, 'internal_error'])
  expect(body).not.toContain('GRACE')
  expect(logged).toMatchObject([{ level: 'error', fields: { error: fault } }])
})
