import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { expect, it } from 'vitest'
import { httpEvent, type SentRequest } from '../../../test/kit/http-event.ts'
import { makeWorld, type World, type WorldOverrides } from '../../../test/kit/world.ts'
import { FlatlineError } from '../../core/problem.ts'
import { changeListener } from '../../service/change-listener.ts'
import type { Context } from '../../service/context.ts'
import type { Pulses, Records } from '../../service/ports.ts'
import { revokeKey } from '../../service/revoke-key.ts'
import { sweepLease } from '../../service/take-over.ts'
import { createApi } from './api.ts'
import { DOUBT_MS, KEYRING_MS } from './api-access.ts'
import { COUNTS_KEPT_MS } from './host-counts.ts'
import { openKeyCache } from './key-cache.ts'
import { SWEEP_AGE_MS_MAX, WATCH_MS } from './sweep-watch.ts'

interface Api {
  readonly world: World
  readonly ctx: Context
  readonly broken: { records: boolean; pulses: boolean }
  /** Reads of all keys. */
  readonly listings: string[]
  send(sent: SentRequest): Promise<Sent>
}

interface Sent {
  readonly result: APIGatewayProxyStructuredResultV2
  readonly status: number | undefined
  readonly json: Record<string, unknown>
}

const down = () => Promise.reject(new FlatlineError('store_unavailable', 'It is down.'))

function makeApi(overrides: WorldOverrides = {}): Api {
  const world = makeWorld(overrides)
  const { ctx: own } = world
  const broken = { records: false, pulses: false }
  const listings: string[] = []
  const records: Records = {
    lagMs: 0,
    get: (kind, ids) => (broken.records ? down() : own.records.get(kind, ids)),
    write: (writes) => (broken.records ? down() : own.records.write(writes)),
    count: (kind, where) => (broken.records ? down() : own.records.count(kind, where)),
    list(kind, query) {
      if (kind === 'key') listings.push(kind)
      return broken.records ? down() : own.records.list(kind, query)
    },
  }
  const homePulses: Pulses = {
    ...own.pulses,
    read: (ids) => (broken.pulses ? down() : own.pulses.read(ids)),
  }
  const ctx: Context = { ...own, records, keyring: new Map() }
  const handler = createApi({
    ctx,
    keys: openKeyCache(ctx),
    reportRefusals: async () => undefined,
    flushMetrics: () => undefined,
    homePulses,
    version: '1.2.3',
    docsDir: null,
  })
  const send = async (sent: SentRequest) => {
    const result = await handler(httpEvent(sent))
    const { statusCode: status, body = '' } = result
    return { result, status, json: body.startsWith('{') ? JSON.parse(body) : {} }
  }
  return { world, ctx, broken, listings, send }
}

const get = (target: string, key?: string): SentRequest => ({
  method: 'GET',
  target,
  headers: key === undefined ? {} : { 'x-api-key': key },
})

const swept = ({ world, ctx }: Api, part: number, doneAt = world.now(), region = 'test') => {
  const name = sweepLease(region, part)
  const value = { name, holder: 'a', until: doneAt, takenAt: doneAt, doneAt }
  return ctx.records.write([{ kind: 'lease', id: name, value, ifVersion: 0 }])
}

it('answers the routes of the app, their query and their body', async () => {
  const { world, send } = makeApi()
  const admin = (await world.key(['admin'])).text
  const headers = { 'x-api-key': admin, 'content-type': 'application/json' }
  const body = JSON.stringify({ hostId: 'till-1' })
  const made = await send({ target: '/v1/hosts', headers, body })
  expect([made.status, made.result.headers?.location]).toEqual([201, '/v1/hosts/till-1'])
  await send({ target: '/v1/hosts', headers, body: body.replace('till-1', 'till-2') })
  const page = await send(get('/v1/hosts?limit=1&sort=hostId', admin))
  expect(page.json).toMatchObject({ items: [{ hostId: 'till-1' }], next: expect.any(String) })
})

it('answers HEAD without a body, and every answer with our security headers', async () => {
  const { world, send } = makeApi()
  const { text } = await world.key(['read'])
  const head = await send({ ...get('/v1/fleet', text), method: 'HEAD' })
  expect([head.status, head.result.body]).toEqual([200, ''])
  expect(head.result.headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
})

it('takes heartbeats as the function for heartbeats does', async () => {
  const { world, ctx, send } = makeApi()
  const { text } = await world.key(['beat'])
  const headers = { 'x-api-key': text }
  const sent = { target: '/v1/heartbeat', headers, body: '{"hostId":"till-1"}' }
  expect((await send(sent)).result.body).toBe('{"message":"OK"}')
  expect((await send({ ...sent, method: 'GET' })).result.headers?.allow).toBe('POST')
  expect((await ctx.records.get('host', ['till-1']))[0]?.value.state).toBe('up')
})

it('signs a browser in with a cookie that another function made the key of', async () => {
  const { world, ctx, send } = makeApi()
  await send(get('/v1/fleet', (await world.key(['read'])).text))
  const later = await world.key(['read'])
  world.clock.advance(DOUBT_MS)
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ key: later.text })
  const { status, result } = await send({ target: '/v1/session', headers, body })
  expect(status).toBe(200)
  const [cookie = ''] = result.cookies ?? []
  expect(cookie).toMatch(/^__Host-flatline=.*HttpOnly.*Secure/)
  expect(result.headers).not.toHaveProperty('set-cookie')
  const session = { cookie: `theme=dark; ${cookie.split(';')[0]}` }
  const fleet = { method: 'GET', target: '/v1/fleet', headers: session }
  expect((await send(fleet)).status).toBe(200)
  ctx.keyring = new Map()
  world.clock.advance(DOUBT_MS)
  expect((await send(fleet)).status).toBe(200)
})

it('takes a new key at once, and refuses a revoked one after a minute at the latest', async () => {
  const { world, send, listings } = makeApi()
  await world.key(['admin'])
  const first = await world.key(['read'])
  expect((await send(get('/v1/fleet', first.text))).status).toBe(200)
  const second = await world.key(['read'])
  expect((await send(get('/v1/fleet', second.text))).status).toBe(200)
  expect(listings).toHaveLength(1)
  await revokeKey(world.ctx, { id: first.key.id })
  world.clock.advance(KEYRING_MS)
  expect((await send(get('/v1/fleet', first.text))).status).toBe(401)
})

it('reads all keys every two seconds at most, however often somebody guesses', async () => {
  const { send, listings } = makeApi()
  for (let guess = 0; guess < 10; guess++) await send(get('/v1/fleet', `guess-${guess}`))
  expect(listings).toHaveLength(1)
})

it('is healthy without the store, says 503 to whoever needs it, and keeps known keys', async () => {
  const { world, broken, send } = makeApi()
  const { text } = await world.key(['read'])
  broken.records = true
  expect((await send(get('/healthz'))).status).toBe(200)
  expect((await send(get('/readyz'))).status).toBe(200)
  const refused = await send(get('/v1/fleet', text))
  expect([refused.status, refused.json.code]).toEqual([503, 'store_unavailable'])
  expect(refused.result.headers?.['retry-after']).toBe('5')
  const signIn = { target: '/v1/session', body: JSON.stringify({ key: text }) }
  expect((await send(signIn)).status).toBe(503)
  broken.records = false
  world.clock.advance(KEYRING_MS)
  expect((await send(get('/v1/fleet', text))).status).toBe(200)
  broken.records = true
  world.clock.advance(KEYRING_MS)
  expect((await send(get('/v1/status', text))).json.code).toBe('not_ready')
  expect((await send(get('/v1/stream', text))).json.code).toBe('not_available')
})

it('says 200 at /v1/status while every part of the sweep is fresh', async () => {
  const api = makeApi()
  const { world, send } = api
  expect((await send(get('/v1/status'))).status).toBe(503)
  await swept(api, 0)
  await swept(api, 0, 1, 'elsewhere')
  await swept(api, 1, world.now() - SWEEP_AGE_MS_MAX + WATCH_MS)
  world.clock.advance(WATCH_MS)
  expect((await send(get('/v1/status'))).status).toBe(200)
  world.clock.advance(WATCH_MS)
  expect((await send(get('/v1/status'))).status).toBe(503)
})

it('says 503 at /v1/status five seconds after pulses or records cannot be read', async () => {
  const api = makeApi()
  const { world, broken, send } = api
  await swept(api, 0)
  for (const what of ['records', 'pulses'] as const) {
    world.clock.advance(WATCH_MS)
    expect((await send(get('/v1/status'))).status).toBe(200)
    broken[what] = true
    expect((await send(get('/v1/status'))).status).toBe(200)
    world.clock.advance(WATCH_MS)
    expect((await send(get('/v1/status'))).status).toBe(503)
    broken[what] = false
  }
})

it('judges by what the sweep of its region remembers, not by its own start', async () => {
  const { world, ctx, send } = makeApi()
  const { text } = await world.key(['read'])
  await world.beat('till-1')
  const listeningSince = world.now()
  world.clock.advance(400_000)
  const presence = {
    region: 'test',
    aliveAt: world.now(),
    everyMs: 60_000,
    stopped: false,
    listeningSince,
    refused: null,
  }
  await changeListener(ctx, 'test', (listener) => ({ ...listener, presence }))
  ctx.listening = { ...ctx.listening, listeningSince: world.now() }
  expect((await send(get('/v1/hosts/till-1', text))).json.state).toBe('late')
})

it.each(['/v1/stream', '/metrics'])('says 501 at %s, and what to use instead', async (target) => {
  const { world, send } = makeApi()
  const { text } = await world.key(['read'])
  const { status, json } = await send(get(target, text))
  expect([status, json.code]).toEqual([501, 'not_available'])
  expect(json.hint).toBeTruthy()
  expect((await send(get(target))).status).toBe(401)
})

it('counts the hosts of a key anew after five minutes', async () => {
  const { world, ctx, send } = makeApi()
  ctx.hostsByKey.set('some key', 1)
  await send(get('/healthz'))
  expect(ctx.hostsByKey.size).toBe(1)
  world.clock.advance(COUNTS_KEPT_MS)
  await send(get('/healthz'))
  expect(ctx.hostsByKey.size).toBe(0)
})

it('writes the address of the sender into the audit trail', async () => {
  const { world, ctx, send } = makeApi()
  const { text } = await world.key(['admin'])
  const headers = { 'x-api-key': text, 'x-forwarded-for': '198.51.100.9' }
  await send({ target: '/v1/hosts/a/pause', headers, sourceIp: '192.0.2.44' })
  const { items } = await ctx.records.list('audit', { limit: 10 })
  expect(items.map(({ value }) => value.from)).toEqual(['192.0.2.44'])
})

it.each([
  ['//v1//fleet', 'GET', 404],
  ['/v1/x/../fleet', 'GET', 404],
  ['/v1/x/%2e%2e/fleet', 'GET', 404],
  ['/nothing', 'GET', 404],
  ['/v1/fleet', 'TRACE', 400],
  ['/v1/fleet', 'PUT', 405],
])('answers %s with %s as a problem, not with a crash', async (target, method, expected) => {
  const { send } = makeApi()
  const { result, status, json } = await send({ target, method })
  expect([status, json.status]).toEqual([expected, expected])
  expect(result.headers?.['content-type']).toBe('application/problem+json')
})

it('answers a surprise with 500 and tells the log', async () => {
  const { ctx, world, send } = makeApi()
  const { text } = await world.key(['read'])
  ctx.pulses.tally = () => Promise.reject(new Error('disk on fire'))
  const { status, result } = await send(get('/v1/fleet', text))
  expect(status).toBe(500)
  expect(result.body).not.toContain('fire')
  expect(world.logged.some(({ level }) => level === 'error')).toBe(true)
})
