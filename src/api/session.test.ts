import { describe, expect, it } from 'vitest'
import { type AppWorld, makeAppWorld, ORIGIN } from '../../test/kit/app-world.ts'
import { findKey } from '../service/keyring.ts'
import { offerSession } from '../service/offer-session.ts'

const path = '/v1/session'

const signIn = async (world: AppWorld, key: string) => {
  const answer = await world.send('POST', path, { key: null, body: { key } })
  const setCookie = answer.headers.get('set-cookie') ?? ''
  return { ...answer, setCookie, cookie: setCookie.split(';')[0] ?? '' }
}

describe('a session', () => {
  it('is a cookie that only our own pages get and no script reads', async () => {
    const world = await makeAppWorld()
    const { status, setCookie, json } = await signIn(world, world.keys.read)
    expect(status).toBe(200)
    expect(json).toMatchObject({ scopes: ['read'], expiresAt: '2026-03-02T20:00:00.000Z' })
    expect(setCookie).toMatch(
      /^__Host-flatline=\w{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    )
  })

  it('is noted in the audit', async () => {
    const world = await makeAppWorld()
    await signIn(world, world.keys.read)
    expect((await world.send('GET', '/v1/audit')).json).toMatchObject({
      items: [{ action: 'POST /v1/session', from: '192.0.2.1' }],
    })
  })

  it('has a plain name over plain HTTP', async () => {
    const world = await makeAppWorld({ settings: { publicUrl: null } })
    const request = new Request('http://localhost:8080/v1/session', {
      method: 'POST',
      body: JSON.stringify({ key: world.keys.read }),
    })
    const setCookie = (await world.app.fetch(request)).headers.get('set-cookie')
    expect(setCookie).toMatch(/^flatline=/)
    expect(setCookie).not.toContain('Secure')
  })

  it('may do what its key may', async () => {
    const world = await makeAppWorld()
    const { cookie } = await signIn(world, world.keys.read)
    const headers = { cookie }
    expect((await world.send('GET', '/v1/fleet', { key: null, headers })).status).toBe(200)
    const { json } = await world.send('GET', path, { key: null, headers })
    expect(json).toMatchObject({ scopes: ['read'], expiresAt: '2026-03-02T20:00:00.000Z' })
    expect((await world.send('GET', '/v1/keys', { key: null, headers })).status).toBe(403)
  })

  it('changes something only when our own page asks', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    const { cookie } = await signIn(world, world.keys.admin)
    const pause = (origin?: string) =>
      world.send('POST', '/v1/hosts/till-1/pause', {
        key: null,
        headers: { cookie, ...(origin === undefined ? {} : { origin }) },
      })
    for (const origin of [undefined, 'null', 'https://evil.example', `${ORIGIN}.evil.example`]) {
      expect((await pause(origin)).json).toMatchObject({ code: 'forbidden_origin' })
    }
    expect((await pause(ORIGIN)).status).toBe(200)
  })

  it('ends after 12 hours, when it is closed, and when its key is revoked', async () => {
    const world = await makeAppWorld()
    const get = async (cookie: string) =>
      (await world.send('GET', '/v1/fleet', { key: null, headers: { cookie } })).status
    const closed = await signIn(world, world.keys.read)
    const headers = { cookie: closed.cookie, origin: ORIGIN }
    const end = await world.send('DELETE', path, { key: null, headers })
    expect(end.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await get(closed.cookie)).toBe(401)

    const revoked = await signIn(world, world.keys.read)
    await world.send('DELETE', `/v1/keys/${world.keys.read.slice(3, 11)}`)
    expect(await get(revoked.cookie)).toBe(401)

    const old = await signIn(world, world.keys.admin)
    world.clock.advance(12 * 3_600_000 - 1)
    expect(await get(old.cookie)).toBe(200)
    world.clock.advance(1)
    expect(await get(old.cookie)).toBe(401)
  })

  it('begins once with the token of a link, and needs our own page for it', async () => {
    const world = await makeAppWorld()
    const key = findKey(world.ctx, world.keys.admin, world.now())
    const once = key === undefined ? '' : await offerSession(world.ctx, key)
    const open = (headers: Record<string, string>) =>
      world.send('POST', path, { key: null, headers, body: { once } })
    expect((await open({ origin: 'https://evil.example' })).status).toBe(403)
    const first = await open({ origin: ORIGIN })
    expect(first.json).toMatchObject({ name: 'Ada', scopes: ['admin'] })
    expect(first.headers.get('set-cookie')).toContain('HttpOnly')
    expect((await open({ origin: ORIGIN })).json).toMatchObject({ code: 'unauthorized' })
  })

  it.each([{}, { key: 'a', once: 'b' }])('is refused for %j', async (body) => {
    const world = await makeAppWorld()
    const { json } = await world.send('POST', path, { key: null, body })
    expect(json).toMatchObject({ code: 'invalid_field' })
  })

  it('is refused for no valid key, a beat key, and a foreign page', async () => {
    const world = await makeAppWorld()
    expect((await signIn(world, 'fl_wrong')).status).toBe(401)
    expect((await signIn(world, world.keys.beat)).status).toBe(403)
    const headers = { origin: 'https://evil.example' }
    const options = { key: null, headers, body: { key: world.keys.read } }
    expect((await world.send('POST', path, options)).status).toBe(403)
  })
})
