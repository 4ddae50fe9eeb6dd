import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

interface Shown {
  readonly id: string
  readonly key: string | null
}
const body = { name: 'Store 0412', scopes: ['read'], hostPattern: 'store-0412-*' }

describe('keys', () => {
  it('shows a key once, which works from then on', async () => {
    const world = await makeAppWorld()
    const created = await world.send('POST', '/v1/keys', { body })
    const { id, key } = created.json as Shown
    expect(created.headers.get('location')).toBe(`/v1/keys/${id}`)
    expect((await world.send('GET', '/v1/fleet', { key })).status).toBe(200)
    const { text } = await world.send('GET', '/v1/keys')
    expect(text).toContain('Store 0412')
    expect(text).not.toContain(String(key))
    expect(text).not.toContain('hash')
  })

  it('revokes at once, and never the last admin key', async () => {
    const world = await makeAppWorld()
    const { id, key } = (await world.send('POST', '/v1/keys', { body })).json as Shown
    expect((await world.send('DELETE', `/v1/keys/${id}`)).status).toBe(204)
    expect((await world.send('GET', '/v1/fleet', { key })).status).toBe(401)
    const own = world.keys.admin.slice(3, 11)
    expect((await world.send('DELETE', `/v1/keys/${own}`)).status).toBe(409)
  })

  it('rotates: the former key works for the overlap and not longer', async () => {
    const world = await makeAppWorld()
    const { id, key } = (await world.send('POST', '/v1/keys', { body })).json as Shown
    const rotation = { body: { overlap: '1h' } }
    const rotated = await world.send('POST', `/v1/keys/${id}/rotate`, rotation)
    expect(rotated.json).toMatchObject({ id, formerUntil: '2026-03-02T09:00:00.000Z' })
    expect((await world.send('GET', '/v1/fleet', { key })).status).toBe(200)
    world.clock.advance(3_600_000)
    expect((await world.send('GET', '/v1/fleet', { key })).status).toBe(401)
    const fresh = (rotated.json as Shown).key
    expect((await world.send('GET', '/v1/fleet', { key: fresh })).status).toBe(200)
  })

  it('rotates without a body: the former key ends at once', async () => {
    const world = await makeAppWorld()
    const { id, key } = (await world.send('POST', '/v1/keys', { body })).json as Shown
    expect((await world.send('POST', `/v1/keys/${id}/rotate`)).status).toBe(200)
    expect((await world.send('GET', '/v1/fleet', { key })).status).toBe(401)
  })

  it('creates once per Idempotency-Key, with the secret in the first answer only', async () => {
    const world = await makeAppWorld()
    const headers = { 'idempotency-key': 'a-1' }
    const first = await world.send('POST', '/v1/keys', { body, headers })
    const again = await world.send('POST', '/v1/keys', { body, headers })
    expect(again.status).toBe(201)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(again.json).toEqual({ ...(first.json as Shown), key: null })
    const other = { body: { ...body, name: 'b' }, headers }
    const mismatch = await world.send('POST', '/v1/keys', other)
    expect(mismatch.json).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
  })

  it.each([
    [{ ...body, scopes: [] }, '/scopes'],
    [{ ...body, scopes: ['root'] }, '/scopes/0'],
    [{ ...body, name: '' }, '/name'],
    [{ ...body, name: 'a\r\nBcc: x' }, '/name'],
    [{ ...body, hostPattern: 'a b' }, '/hostPattern'],
    [{ ...body, hostsMax: -1 }, '/hostsMax'],
    [{ ...body, expiresAt: 'tomorrow' }, '/expiresAt'],
  ])('refuses %j', async (bad, pointer) => {
    const world = await makeAppWorld()
    const { status, json } = await world.send('POST', '/v1/keys', { body: bad })
    expect(status).toBe(400)
    expect(json).toMatchObject({ errors: [{ pointer }] })
  })
})
