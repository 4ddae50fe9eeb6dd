import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { httpEvent, type SentRequest } from '../../../test/kit/http-event.ts'
import { makeLambdaWorld } from '../../../test/kit/lambda-world.ts'
import { listen } from '../../../test/kit/listen.ts'
import { recordedHeartbeat } from '../../../test/kit/recorded-event.ts'
import { makeWorld } from '../../../test/kit/world.ts'
import { FlatlineError } from '../../core/problem.ts'
import { routeRequests } from '../server/route-requests.ts'
import { createIngest } from './ingest.ts'
import { openKeyCache } from './key-cache.ts'

const HOST = '{"hostId":"till-1"}'
const PATH = '/v1/heartbeat'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** A server on loopback over a world of the same seed, so that its keys are the same. */
async function startServer() {
  const world = makeWorld()
  const key = await world.key(['beat'])
  const reader = await world.key(['read'])
  const app = { fetch: () => new Response(null, { status: 404 }) }
  const server = createServer(routeRequests(world.ctx, app, { headBytesMax: 8_192 }))
  const port = await listen(server)
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${port}`, key: key.text, reader: reader.text }
}

type Case = [string, SentRequest]

const cases = (key: string, reader: string): Case[] => {
  const headers = { 'x-api-key': key }
  const unknown = { 'x-api-key': 'fl_00000000_0000000000000000000000000000000000000000000000000' }
  return [
    ['JSON as curl -d sends it', { target: PATH, headers: { ...headers, ...FORM }, body: HOST }],
    ['the old spelling', { target: '/v1/hearbeat', headers, body: HOST }],
    ['a real form', { target: PATH, headers: { ...headers, ...FORM }, body: 'hostId=till-1' }],
    ['a bearer', { target: PATH, headers: { authorization: `Bearer ${key}` }, body: HOST }],
    ['a query that says nothing', { target: `${PATH}?a=b`, headers, body: HOST }],
    ['many', { target: '/v1/heartbeats', headers, body: `[${HOST},{"hostId":""}]` }],
    ['a path with two slashes', { target: '//v1/heartbeat', headers, body: HOST }],
    ['GET', { target: PATH, headers, method: 'GET' }],
    ['GET without a key', { target: PATH, method: 'GET' }],
    ['no key', { target: PATH, body: HOST }],
    ['a malformed key', { target: PATH, headers: { 'x-api-key': 'x' }, body: HOST }],
    ['an unknown key', { target: PATH, headers: unknown, body: HOST }],
    ['the key twice', { target: PATH, headers: { 'x-api-key': `${key},${key}` }, body: HOST }],
    [
      'two bearers',
      { target: PATH, headers: { authorization: `Bearer ${key},Bearer ${key}` }, body: HOST },
    ],
    ['a key in the URL', { target: `${PATH}?key=${key}`, headers, body: HOST }],
    ['a key that may only read', { target: PATH, headers: { 'x-api-key': reader }, body: HOST }],
    ['no body', { target: PATH, headers }],
    ['no JSON', { target: PATH, headers, body: '{hostId:a}' }],
    ['two -d', { target: PATH, headers: { ...headers, ...FORM }, body: `${HOST}&${HOST}` }],
    ['UTF-16', { target: PATH, headers, body: Buffer.from(HOST, 'utf16le') }],
    ['broken UTF-8', { target: PATH, headers, body: Uint8Array.of(0x7b, 0xff) }],
    ['a bad id', { target: PATH, headers, body: '{"hostId":"a b"}' }],
    ['a number as id', { target: PATH, headers, body: '{"hostId":1}' }],
    ['too much', { target: PATH, headers, body: `{"hostId":"a","x":"${'y'.repeat(4_096)}"}` }],
    ['gzip', { target: PATH, headers: { ...headers, 'content-encoding': 'gzip' }, body: HOST }],
    [
      'multipart',
      { target: PATH, headers: { ...headers, 'content-type': 'multipart/form-data' }, body: HOST },
    ],
  ]
}

it('answers as the server does, whatever was sent', async () => {
  const server = await startServer()
  const lambda = makeLambdaWorld()
  const key = await lambda.world.key(['beat'])
  const reader = await lambda.world.key(['read'])
  expect([key.text, reader.text]).toEqual([server.key, server.reader])
  for (const [name, sent] of cases(key.text, reader.text)) {
    const { method = 'POST', target, headers = {}, body } = sent
    const own = body === undefined ? {} : { body: Buffer.from(body) }
    const answer = await fetch(`${server.url}${target}`, { method, headers, ...own })
    const result = await lambda.send(sent)
    const told = ['content-type', 'allow', 'retry-after', 'www-authenticate', 'cache-control']
    expect([name, result.statusCode, result.body]).toEqual([
      name,
      answer.status,
      await answer.text(),
    ])
    for (const header of told) {
      expect([name, header, result.headers?.[header] ?? null]).toEqual([
        name,
        header,
        answer.headers.get(header),
      ])
    }
  }
})

it.each(['heartbeat-http-api', 'heartbeat-function-url'] as const)(
  'takes a heartbeat from the recorded event %s',
  async (name) => {
    const { world, ctx } = makeLambdaWorld()
    const { text } = await world.key(['beat'])
    const handler = createIngest({
      ctx,
      keys: openKeyCache(ctx),
      reportRefusals: async () => {},
      flushMetrics: () => {},
    })
    const result = await handler(recordedHeartbeat(name, text))
    expect(result).toMatchObject({ statusCode: 200, body: '{"message":"OK"}' })
    const [host] = await world.ctx.records.get('host', ['till-0412-3'])
    expect(host?.value.state).toBe('up')
  },
)

it.each([
  '//v1//heartbeat',
  '/v1/../v1/heartbeat',
  '/v1/%2e%2e/heartbeat',
  '/v1/heartbeat/',
  '/v1/hosts',
])('answers 404 at %s', async (target) => {
  const { world, send } = makeLambdaWorld()
  const { text } = await world.key(['beat'])
  const result = await send({ target, headers: { 'x-api-key': text }, body: HOST })
  expect(result.statusCode).toBe(404)
  expect(JSON.parse(result.body ?? '')).toMatchObject({ code: 'not_found', instance: target })
})

it('reports a refusal and writes metrics before it answers', async () => {
  const { world, send, calls } = makeLambdaWorld({ pulses: failingPulses() })
  const { text } = await world.key(['beat'])
  const result = await send({ target: PATH, headers: { 'x-api-key': text }, body: HOST })
  expect(result).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } })
  expect(calls).toEqual({ reported: 1, flushed: 1 })
})

it('counts a heartbeat whose key cannot be looked up as refused by a fault of ours', async () => {
  const { world, ctx, broken, send } = makeLambdaWorld()
  const { text } = await world.key(['beat'])
  broken.keys = true
  const result = await send({ target: PATH, headers: { 'x-api-key': text }, body: HOST })
  expect(result).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } })
  expect(JSON.parse(result.body ?? '').code).toBe('store_unavailable')
  expect(ctx.listening.refusing?.cause).toBe('store')
})

it('reads no key for a request that carries none, or a mistyped one', async () => {
  const { world, reads, send } = makeLambdaWorld()
  const { text } = await world.key(['beat'])
  await send({ target: PATH, body: HOST })
  const mistyped = `${text.slice(0, -1)}${text.endsWith('a') ? 'b' : 'a'}`
  await send({ target: PATH, headers: { 'x-api-key': mistyped }, body: HOST })
  await send({ target: PATH, headers: { 'x-api-key': text }, method: 'GET' })
  await send({ target: `${PATH}?key=${text}`, headers: { 'x-api-key': text }, body: HOST })
  expect(reads).toEqual([])
})

it('counts the hosts of a key anew after five minutes, because others register too', async () => {
  const { world, ctx, send } = makeLambdaWorld()
  const { text, key } = await world.key(['beat'])
  const headers = { 'x-api-key': text }
  await send({ target: PATH, headers, body: HOST })
  ctx.hostsByKey.set(key.id, 1_000_000)
  const beyond = { target: PATH, headers, body: '{"hostId":"till-2"}' }
  expect((await send(beyond)).statusCode).toBe(403)
  world.clock.advance(300_000)
  expect((await send(beyond)).statusCode).toBe(200)
})

it('answers a surprise with 500 and tells the log, not the sender', async () => {
  const { world, send } = makeLambdaWorld({ pulses: failingPulses(new Error('disk on fire')) })
  const { text } = await world.key(['beat'])
  const result = await send({ target: PATH, headers: { 'x-api-key': text }, body: HOST })
  expect(result.statusCode).toBe(500)
  expect(result.body).not.toContain('fire')
  expect(world.logged.map(({ message }) => message)).toEqual(['a heartbeat failed'])
})

it('makes the event that a Function URL would make of the same request', () => {
  const recorded = recordedHeartbeat('heartbeat-function-url', 'k')
  const { headers, body = '' } = recorded
  const sent = Object.entries(headers).map(([name, value]) => [name, value ?? ''])
  const made = httpEvent({ target: PATH, headers: Object.fromEntries(sent), body })
  expect(Object.keys(made).sort()).toEqual(Object.keys(recorded).sort())
  expect(made).toMatchObject({ rawPath: PATH, headers, body, isBase64Encoded: false })
})

function failingPulses(error: Error = new FlatlineError('store_unavailable', 'It fails.')) {
  const { pulses } = makeWorld().ctx
  return { ...pulses, beat: () => Promise.reject(error), read: async () => [] }
}
