import { describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import { FlatlineError } from '../core/problem.ts'
import type { NewKey } from '../service/create-key.ts'
import { admitIngest, type IngestRoute, ingest, ingestRoute } from './ingest.ts'
import { type Answer, problemAnswer } from './problem-answer.ts'

type Headers = Readonly<Record<string, string>>

interface Sender {
  readonly world: World
  send(path: string, body: string, headers?: Headers, method?: string): Promise<Answer>
}

async function makeSender(rest: Partial<NewKey> = {}, world = makeWorld()): Promise<Sender> {
  const key = await world.key(['beat'], rest)
  return {
    world,
    async send(path, body, headers = {}, method = 'POST') {
      const all: Headers = { 'x-api-key': key.text, ...headers }
      try {
        const admitted = admitIngest(world.ctx, {
          method,
          route: routeOf(path),
          header: (name) => (all[name] === undefined ? [] : [all[name]]),
          hasKeyInQuery: false,
        })
        return await ingest(world.ctx, admitted, new TextEncoder().encode(body))
      } catch (error) {
        return problemAnswer(error, path)
      }
    },
  }
}

function routeOf(path: string): IngestRoute {
  const route = ingestRoute(path)
  if (route === undefined) throw new Error(`${path} is no ingest route`)
  return route
}

const codeOf = ({ body }: Answer): unknown => JSON.parse(body).code

describe('one heartbeat', () => {
  it('is answered with OK once it is recorded, under either spelling of the route', async () => {
    const { world, send } = await makeSender()
    for (const path of ['/v1/heartbeat', '/v1/hearbeat']) {
      const answer = await send(path, '{"hostId":"till-1"}')
      expect([answer.status, answer.body]).toEqual([200, '{"message":"OK"}'])
    }
    const [host] = await world.ctx.records.get('host', ['till-1'])
    expect(host?.value.state).toBe('up')
  })

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json; charset=UTF-8',
    'nonsense',
  ])('is read as JSON although its Content-Type is %s', async (contentType) => {
    const { send } = await makeSender()
    const headers = { 'content-type': contentType }
    expect((await send('/v1/heartbeat', '{"hostId":"a"}', headers)).status).toBe(200)
  })

  it.each([
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 'unsupported_media_type'],
    [{ 'content-encoding': 'gzip' }, 'unsupported_encoding'],
    [{ 'content-length': '4097' }, 'body_too_large'],
    [{ 'x-api-key': 'nonsense' }, 'unauthorized'],
  ])('with the headers %o is %s before its body is read', async (headers, code) => {
    const { send } = await makeSender()
    expect(codeOf(await send('/v1/heartbeat', 'not even JSON', headers))).toBe(code)
  })

  it('may say that its encoding is identity', async () => {
    const { send } = await makeSender()
    const headers = { 'content-encoding': 'Identity' }
    expect((await send('/v1/heartbeat', '{"hostId":"a"}', headers)).status).toBe(200)
  })

  it('must be a POST, and that is judged before the key', async () => {
    const { send } = await makeSender()
    const answer = await send('/v1/heartbeat', '', { 'x-api-key': '' }, 'GET')
    expect([answer.status, codeOf(answer)]).toEqual([405, 'method_not_allowed'])
  })

  it('may have 4,096 bytes and not one more', async () => {
    const { send } = await makeSender()
    const body = '{"hostId":"a"}'.padEnd(4_096)
    expect((await send('/v1/heartbeat', body)).status).toBe(200)
    expect(codeOf(await send('/v1/heartbeat', `${body} `))).toBe('body_too_large')
  })

  it('for a host that the key may not speak for is refused', async () => {
    const { world, send } = await makeSender({ hostPattern: 'store-*' })
    expect(codeOf(await send('/v1/heartbeat', '{"hostId":"till"}'))).toBe('foreign_host')
    expect(await world.ctx.records.get('host', ['till'])).toEqual([undefined])
    expect((await send('/v1/heartbeat', '{"hostId":"store-1"}')).status).toBe(200)
  })

  it('beyond the cap of its key is refused for new hosts only', async () => {
    const { send } = await makeSender({ hostsMax: 1 })
    expect((await send('/v1/heartbeat', '{"hostId":"a"}')).status).toBe(200)
    const refused = await send('/v1/heartbeat', '{"hostId":"b"}')
    expect([refused.status, codeOf(refused)]).toEqual([403, 'host_quota'])
    expect((await send('/v1/heartbeat', '{"hostId":"a"}')).status).toBe(200)
  })

  it('that cannot be stored is answered with 503 and a time to come back', async () => {
    const { pulses } = makeWorld().ctx
    const full = new FlatlineError('store_unavailable', 'The disk is full.')
    const broken = makeWorld({ pulses: { ...pulses, beat: () => Promise.reject(full) } })
    const { send } = await makeSender({}, broken)
    const answer = await send('/v1/heartbeat', '{"hostId":"a"}')
    expect([answer.status, codeOf(answer)]).toEqual([503, 'store_unavailable'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('many heartbeats', () => {
  it.each([
    ['an array', '[{"hostId":"a"},{"hostId":"b"}]'],
    ['lines', '{"hostId":"a"}\n{"hostId":"b"}\n'],
    ['lines of Windows with blanks between', '{"hostId":"a"}\r\n\r\n{"hostId":"b"}\r\n'],
  ])('may come as %s', async (_, body) => {
    const { world, send } = await makeSender()
    const answer = await send('/v1/heartbeats', body)
    expect(JSON.parse(answer.body)).toEqual({ accepted: 2, rejected: [] })
    const pulses = await world.ctx.records.get('host', ['a', 'b'])
    expect(pulses.every((each) => each?.value.state === 'up')).toBe(true)
  })

  it('count though others are bad, which are named by index, code and detail', async () => {
    const { send } = await makeSender({ hostPattern: 'store-*' })
    const lines = ['{"hostId":"store-1"}', 'nonsense', '{"hostId":"other"}', '{"hostId":""}', '[]']
    const answer = JSON.parse((await send('/v1/heartbeats', lines.join('\n'))).body)
    expect(answer.accepted).toBe(1)
    expect(
      answer.rejected.map(({ index, code }: Record<string, unknown>) => [index, code]),
    ).toEqual([
      [1, 'malformed_json'],
      [2, 'foreign_host'],
      [3, 'empty_host_id'],
      [4, 'not_an_object'],
    ])
  })

  it('may be one, or none', async () => {
    const { send } = await makeSender()
    const one = await send('/v1/heartbeats', '{"hostId":"a"}')
    const none = await send('/v1/heartbeats', '[]')
    expect([one, none].map(({ body }) => JSON.parse(body).accepted)).toEqual([1, 0])
  })

  it('are refused as a whole if they are more than 1,000', async () => {
    const { world, send } = await makeSender()
    const items = Array.from({ length: 1_001 }, (_, index) => ({ hostId: `h${index}` }))
    expect(codeOf(await send('/v1/heartbeats', JSON.stringify(items)))).toBe('too_many')
    expect((await world.ctx.records.list('host', { limit: 1 })).items).toEqual([])
    const answer = await send('/v1/heartbeats', JSON.stringify(items.slice(1)))
    expect(JSON.parse(answer.body).accepted).toBe(1_000)
  })

  it.each([
    ['[{"hostId":"a"}', 'malformed_json'],
    ['"a"', 'not_an_object'],
    ['null', 'not_an_object'],
    ['', 'empty_body'],
  ])('as %j are refused as %s', async (body, code) => {
    const { send } = await makeSender()
    expect(codeOf(await send('/v1/heartbeats', body))).toBe(code)
  })

  it('reject a single line beyond 4,096 characters', async () => {
    const { send } = await makeSender()
    const long = `{"hostId":"a","note":"${'x'.repeat(4_096)}"}`
    const answer = JSON.parse((await send('/v1/heartbeats', `${long}\n{"hostId":"b"}`)).body)
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'body_too_large' }] })
  })
})
