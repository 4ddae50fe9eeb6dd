import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'
import { OPERATIONS } from './operations.ts'

const path = '/v1/keys'
const good = JSON.stringify({ name: 'a', scopes: ['beat'] })

describe('the body of a request', () => {
  it.each([
    ['application/json'],
    ['application/x-www-form-urlencoded'],
    ['text/plain'],
    ['application/json; charset=UTF-8'],
    ['nonsense'],
  ])('is read as JSON although its type is %s', async (type) => {
    const world = await makeAppWorld()
    const headers = { 'content-type': type }
    expect((await world.send('POST', path, { body: good, headers })).status).toBe(201)
  })

  it('is refused as multipart', async () => {
    const world = await makeAppWorld()
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const { json } = await world.send('POST', path, { body: good, headers })
    expect(json).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  it('is never inflated', async () => {
    const world = await makeAppWorld()
    const headers = { 'content-encoding': 'gzip' }
    const { json } = await world.send('POST', path, { body: gzipSync(good), headers })
    expect(json).toMatchObject({ status: 415, code: 'unsupported_encoding' })
  })

  it('must be UTF-8', async () => {
    const world = await makeAppWorld()
    const { json } = await world.send('POST', path, { body: Buffer.from([0xff, 0xfe, 0x7b, 0]) })
    expect(json).toMatchObject({ status: 400, code: 'invalid_encoding' })
  })

  it('may have 64 KB and not a byte more', async () => {
    const world = await makeAppWorld()
    const exact = good + ' '.repeat(65_536 - good.length)
    expect((await world.send('POST', path, { body: exact })).status).toBe(201)
    const { json } = await world.send('POST', path, { body: `${exact} ` })
    expect(json).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  it('is not read further once a stream of chunks is too long', async () => {
    const world = await makeAppWorld()
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(10_000))
      },
    })
    const request = new Request('https://flatline.example/v1/keys', {
      method: 'POST',
      headers: { 'x-api-key': world.keys.admin },
      body,
      duplex: 'half',
    })
    expect((await world.app.fetch(request)).status).toBe(413)
    expect(pulled).toBeLessThan(12)
  })

  it.each([
    '{"name":"a","scopes":["beat"],"__proto__":{"admin":true}}',
    '{"name":"a","scopes":["beat"],"constructor":{}}',
  ])('pollutes nothing: %s', async (body) => {
    const world = await makeAppWorld()
    await world.send('POST', path, { body })
    expect({}).not.toHaveProperty('admin')
  })
})

describe('every answer', () => {
  it('has a request id and the headers that keep browsers safe', async () => {
    const world = await makeAppWorld()
    for (const route of ['/', '/v1/fleet', '/nowhere', '/v1/keys']) {
      const { headers } = await world.send('GET', route, { key: null })
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('shows nothing of a fault inside, and logs it under the request id', async () => {
    const readMetrics = () => Promise.reject(new Error('secret inside'))
    const world = await makeAppWorld({ options: { readMetrics } })
    const { status, text, headers } = await world.send('GET', '/metrics')
    expect(status).toBe(500)
    expect(text).not.toContain('secret')
    const line = world.logged.find(({ level }) => level === 'error')
    expect(line?.fields).toMatchObject({ requestId: headers.get('x-request-id') })
  })

  it.each(['//v1//hosts', '/v1/hosts/', '/V1/hosts', '/v1', '/v1/hosts/a/b', '/v1/map'])(
    'is 404 for %s',
    async (route) => {
      const world = await makeAppWorld()
      expect((await world.send('GET', route)).json).toMatchObject({ code: 'not_found' })
    },
  )

  it('refuses keys in the URL, two keys, and a key given twice', async () => {
    const world = await makeAppWorld()
    const { admin, read } = world.keys
    const inQuery = await world.send('GET', `/v1/fleet?key=${admin}`, { key: null })
    expect(inQuery.json).toMatchObject({ status: 401, code: 'key_in_query' })
    const headers = { authorization: `Bearer ${read}` }
    const two = await world.send('GET', '/v1/fleet', { headers })
    expect(two.json).toMatchObject({ status: 400, code: 'ambiguous_key' })
    const same = { authorization: `Bearer ${admin}` }
    expect((await world.send('GET', '/v1/fleet', { headers: same })).status).toBe(200)
  })
})

describe('any body', () => {
  const posts = OPERATIONS.filter(({ body }) => body !== undefined)
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('1m', '-1s', 'fl_x', 'https://example.com', '2026-03-02T09:00:00Z'),
  )
  const names = ['name', 'scopes', 'channel', 'match', 'to', 'from', 'reason', 'hostId', 'labels']
  const fields = fc.dictionary(fc.constantFrom(...names, 'key', 'events', 'overlap'), value)
  const channel = fc.record({
    kind: fc.constantFrom('log', 'email', 'webhook', 'sns'),
    to: value,
    url: value,
  })
  const body = fc.oneof(
    fields.map((each) => JSON.stringify(each)),
    fc.tuple(fields, channel).map(([each, to]) => JSON.stringify({ ...each, channel: to })),
    fc.json(),
    fc.string(),
  )

  it.each(posts.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation })))(
    'never breaks $name',
    async ({ operation }) => {
      const world = await makeAppWorld()
      const route = operation.path.replaceAll(/\{\w+\}/g, 'some-1')
      await fc.assert(
        fc.asyncProperty(body, async (text) => {
          const { status } = await world.send(operation.method, route, { body: text })
          expect(status).toBeLessThan(500)
        }),
        { numRuns: 60 },
      )
    },
  )
})
