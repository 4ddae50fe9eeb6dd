import { expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'
import { makeWorld } from '../../test/kit/world.ts'
import { FlatlineError, type ProblemCode } from '../core/problem.ts'
import { logFault } from './log-fault.ts'
import { CLIENTS_MAX } from './stream-hub.ts'

const logOf = (thrown: unknown) => {
  const { ctx, logged } = makeWorld()
  logFault(ctx.log, thrown, { path: '/v1/x' })
  return logged
}
const fault = (code: ProblemCode, cause?: unknown) => new FlatlineError(code, 'Why.', { cause })

it('tells a surprise as an error, with all that is known', () => {
  const surprise = new Error('what')
  expect(logOf(surprise)).toEqual([
    {
      level: 'error',
      fields: { error: surprise, path: '/v1/x' },
      message: 'answered internal_error',
    },
  ])
})

it.each<[ProblemCode, string]>([
  ['store_unavailable', 'warn'],
  ['overloaded', 'warn'],
  ['not_ready', 'debug'],
  ['too_many_streams', 'debug'],
])('tells %s at %s, as a sentence without a stack', (code, level) => {
  const fields = { path: '/v1/x', detail: 'Why.', reason: 'disk is full' }
  expect(logOf(fault(code, new Error('disk is full')))).toEqual([
    { level, fields, message: `answered ${code}` },
  ])
})

it('says nothing of what the caller did wrong', () => {
  expect(logOf(fault('not_found'))).toEqual([])
})

it('is no error when a health check hears that something is wrong', async () => {
  const world = await makeAppWorld({ options: { serverStatus: async () => false } })
  expect((await world.send('GET', '/v1/status', { key: null })).status).toBe(503)
  expect(world.logged.map(({ level }) => level)).toEqual(['debug'])
})

it('is no error when one event stream too many is opened, and the answer says so', async () => {
  const world = await makeAppWorld()
  for (let open = 0; open < CLIENTS_MAX; open++) world.hub.open(null, () => true)
  const { status, headers, json } = await world.send('GET', '/v1/stream')
  expect(json).toMatchObject({
    code: 'too_many_streams',
    title: 'Too many event streams are open',
  })
  expect([status, headers.get('retry-after')]).toEqual([503, '30'])
  expect(world.logged.map(({ level }) => level)).toEqual(['debug'])
})
