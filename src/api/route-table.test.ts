import { describe, expect, it } from 'vitest'
import { type AppWorld, makeAppWorld } from '../../test/kit/app-world.ts'
import type { Endpoint } from './endpoint.ts'
import { ENDPOINTS } from './endpoints.ts'
import { heartbeatOperations } from './heartbeats.ts'
import { openApiDocument } from './openapi.ts'
import { OPERATIONS } from './operations.ts'

const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/hosts': { hostId: 'till-1' },
  'PATCH /v1/hosts/{id}': {},
  'POST /v1/keys': { name: 'a', scopes: ['beat'] },
  'POST /v1/keys/{id}/rotate': {},
  'POST /v1/subscriptions': { name: 'a', channel: { kind: 'log' } },
  'PATCH /v1/subscriptions/{id}': {},
  'POST /v1/subscriptions/{id}/recipients': { protocol: 'sms', endpoint: '+4915112345678' },
  'POST /v1/silences': { match: {}, to: '2026-03-02T09:00:00Z', reason: 'a' },
  'POST /v1/session': { key: 'fl_x' },
}
const keyed = OPERATIONS.filter(({ scope }) => scope !== null)
const isOpenPage = ({ scope, method }: Endpoint) => scope === null && method === 'GET'
const strict = OPERATIONS.filter((operation) => !isOpenPage(operation))
const openPages = ENDPOINTS.filter(isOpenPage)
const withBody = OPERATIONS.filter(({ body }) => body !== undefined)

const named = <T extends { method: string; path: string }>(operations: readonly T[]) =>
  operations.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation }))

const filled = (path: string): string => path.replaceAll(/\{\w+\}/g, 'some-1')

const tooSmall = (world: AppWorld, scope: string | null): string =>
  scope === 'read' ? world.keys.beat : world.keys.read

describe('every operation', () => {
  it.each(named(keyed))('$name answers 401 without a key', async ({ operation }) => {
    const world = await makeAppWorld()
    const { status, headers, json } = await world.send(operation.method, filled(operation.path), {
      key: null,
      body: operation.method === 'GET' ? undefined : '{not even json',
    })
    expect(status).toBe(401)
    expect(json).toMatchObject({ code: 'unauthorized' })
    expect(headers.get('www-authenticate')).toContain('Bearer')
  })

  it.each(named(keyed))('$name answers 403 with too small a scope', async ({ operation }) => {
    const world = await makeAppWorld()
    const { status, json } = await world.send(operation.method, filled(operation.path), {
      key: tooSmall(world, operation.scope),
    })
    expect(status).toBe(403)
    expect(json).toMatchObject({ code: 'insufficient_scope' })
  })

  it.each(named(withBody))('$name refuses unknown fields by name', async ({ name, operation }) => {
    const world = await makeAppWorld()
    const body = { ...BODIES[name], 'sur/prise': 1 }
    const { status, json } = await world.send(operation.method, filled(operation.path), { body })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'unknown_field', errors: [{ pointer: '/sur~1prise' }] })
  })

  it.each(named(strict))('$name knows its query parameters', async ({ operation }) => {
    const world = await makeAppWorld()
    const path = `${filled(operation.path)}?colour=red`
    const { status, json } = await world.send(operation.method, path)
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'invalid_query' })
  })

  it.each(named(openPages))('$name ignores a query that others added', async ({ operation }) => {
    const world = await makeAppWorld()
    const path = filled(operation.path)
    const plain = await world.send('GET', path, { key: null })
    const { status, text } = await world.send('GET', `${path}?utm_source=a&b&b`, { key: null })
    expect([status, text]).toEqual([plain.status, plain.text])
  })
})

describe('every path', () => {
  const paths = [...new Set(ENDPOINTS.map(({ path }) => path))]

  it.each(paths)('%s answers other methods with 405 and Allow, key or not', async (path) => {
    const world = await makeAppWorld()
    const allowed = ENDPOINTS.filter((each) => each.path === path).map(({ method }) => method)
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
    for (const method of others.filter((other) => !allowed.some((each) => each === other))) {
      const { status, headers } = await world.send(method, filled(path), { key: null })
      expect(status).toBe(405)
      const allow = headers.get('allow')?.split(', ')
      expect(allow?.filter((each) => each !== 'HEAD').sort()).toEqual([...allowed].sort())
    }
  })
})

describe('the description', () => {
  it('has every route for programs, heartbeats included, and no other', () => {
    const { paths = {} } = openApiDocument('1')
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = [...heartbeatOperations, ...OPERATIONS].map(
      ({ method, path }) => `${method} ${path}`,
    )
    expect(described.sort()).toEqual(served.sort())
  })
})
