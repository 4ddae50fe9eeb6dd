import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

describe('the fleet', () => {
  it('is told at a glance', async () => {
    const sweptAt = () => Date.parse('2026-03-02T07:59:59.900Z')
    const measured = { heartbeatsPerSecond: () => 12.5, storeBytes: () => 81_920 }
    const world = await makeAppWorld({ options: { sweptAt, ...measured } })
    await world.beat(['a', 'b'], { facts: { site: '0412' } })
    expect((await world.send('GET', '/v1/fleet')).json).toEqual({
      hosts: 2,
      sites: 1,
      counts: { waiting: 0, up: 2, late: 0, missing: 0, paused: 0, retired: 0 },
      openIncidents: 0,
      heartbeatsPerSecond: 12.5,
      storeBytes: 81_920,
      sweptAt: '2026-03-02T07:59:59.900Z',
      sweepLagMs: 100,
      listeningSince: '2026-03-02T08:00:00.000Z',
      refusing: null,
      blindWindows: [],
    })
  })

  it('leaves open what is not measured', async () => {
    const world = await makeAppWorld()
    const unknown = { heartbeatsPerSecond: null, storeBytes: null, sweptAt: null }
    expect((await world.send('GET', '/v1/fleet')).json).toMatchObject(unknown)
  })

  it('has sites with their hosts by state', async () => {
    const world = await makeAppWorld()
    await world.beat(['a', 'b'], { facts: { site: '04/12 "Köln"' } })
    await world.beat('c', { facts: { site: '0413' } })
    const { json } = await world.send('GET', '/v1/sites?limit=1')
    const { items, next } = json as { items: { site: string }[]; next: string }
    expect(items).toMatchObject([{ site: '04/12 "Köln"', hosts: 2, counts: { up: 2 } }])
    expect((await world.send('GET', next)).json).toMatchObject({ items: [{ site: '0413' }] })
    const path = `/v1/sites/${encodeURIComponent('04/12 "Köln"')}`
    expect((await world.send('GET', path)).json).toEqual({ ...items[0], silentSince: null })
    expect((await world.send('GET', '/v1/sites/none')).status).toBe(404)
  })
})

describe('the server', () => {
  it('says whether it does its work, lives, and is ready', async () => {
    const world = await makeAppWorld()
    for (const path of ['/v1/status', '/healthz', '/readyz']) {
      const { status, json } = await world.send('GET', path, { key: null })
      expect([status, json]).toEqual([200, { message: 'OK' }])
    }
  })

  it('answers 503 with Retry-After when it does not', async () => {
    const options = { ready: () => false, serverStatus: async () => false }
    const world = await makeAppWorld({ options })
    for (const path of ['/v1/status', '/readyz']) {
      const { status, headers } = await world.send('GET', path, { key: null })
      expect(status).toBe(503)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect((await world.send('GET', '/healthz', { key: null })).status).toBe(200)
  })

  it('sends whoever asks for its status to the store, also on AWS', async () => {
    const world = await makeAppWorld({ options: { serverStatus: async () => false } })
    const { json } = await world.send('GET', '/v1/status', { key: null })
    const hint = /disk space, tables, permissions.*load.*first sweep.* a minute after deployment/
    expect(json).toMatchObject({ hint: expect.stringMatching(hint) })
  })

  it('shows metrics to keys that may read, and answers HEAD without a body', async () => {
    const world = await makeAppWorld()
    const { headers, text } = await world.send('GET', '/metrics', { key: world.keys.read })
    expect(text).toBe('# metrics\n')
    expect(headers.get('content-type')).toContain('text/plain')
    expect(await world.send('HEAD', '/metrics')).toMatchObject({ status: 200, text: '' })
  })
})
