import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

describe('hosts', () => {
  it('shows a host with the fields of the contract', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1', { facts: { site: '0412', labels: { role: 'till' } } })
    const { status, json, headers } = await world.send('GET', '/v1/hosts/till-1')
    expect(status).toBe(200)
    expect(headers.get('etag')).toBe('"1"')
    expect(json).toEqual({
      hostId: 'till-1',
      state: 'up',
      since: '2026-03-02T08:00:00.000Z',
      site: '0412',
      labels: { role: 'till' },
      lastHeartbeatAt: '2026-03-02T08:00:00.000Z',
      intervalMs: 300_000,
      graceMs: 300_000,
      deadlineAt: '2026-03-02T08:10:00.000Z',
      epoch: 0,
      indicators: null,
      timingFrom: 'default',
      registeredAt: '2026-03-02T08:00:00.000Z',
      keyId: 'beatbeat',
    })
  })

  it('says not found for an unknown id and for what can be no id', async () => {
    const world = await makeAppWorld()
    for (const path of ['/v1/hosts/nobody', '/v1/hosts/a%20b', '/v1/hosts/%ff', '/v1/hosts/~']) {
      expect((await world.send('GET', path)).json).toMatchObject({ code: 'not_found' })
    }
  })

  it('is late after its interval and missing after its deadline', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    await world.pass(400_000)
    expect((await world.send('GET', '/v1/hosts/till-1')).json).toMatchObject({ state: 'late' })
    expect((await world.send('GET', '/v1/hosts?state=late')).json).toMatchObject({
      items: [{ hostId: 'till-1' }],
    })
    await world.pass(201_000)
    expect((await world.send('GET', '/v1/hosts/till-1')).json).toMatchObject({
      state: 'missing',
      since: '2026-03-02T08:10:00.000Z',
      epoch: 1,
    })
  })

  it('leads through all pages with every filter kept', async () => {
    const world = await makeAppWorld()
    const facts = { site: 'a b&c', labels: { role: 'till' } }
    await world.beat(['a', 'b', 'c', 'd', 'e'], { facts })
    await world.beat('f', { facts: { site: 'a b&c', labels: { role: 'kiosk' } } })
    let next: unknown = '/v1/hosts?site=a%20b%26c&label.role=till&limit=2'
    const seen: string[] = []
    for (let pages = 0; typeof next === 'string' && pages < 10; pages++) {
      const { json } = await world.send('GET', next)
      const page = json as { items: { hostId: string }[]; next: string | null }
      seen.push(...page.items.map(({ hostId }) => hostId))
      next = page.next
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it.each([
    'limit=0',
    'limit=1001',
    'limit=ten',
    'state=dead',
    'sort=site',
    'state=up&state=late',
    'label.Role=x',
    'label.__proto__=x',
    '__proto__=x',
    'labels=x',
    'q=',
  ])('judges ?%s', async (query) => {
    const world = await makeAppWorld()
    const { status, json } = await world.send('GET', `/v1/hosts?${query}`)
    if (query === 'q=') expect(status).toBe(200)
    else expect(json).toMatchObject({ status: 400, code: 'invalid_query' })
  })

  it('names the range of a limit', async () => {
    const world = await makeAppWorld()
    for (const limit of ['0', '1001', '1.5', 'ten']) {
      const { json } = await world.send('GET', `/v1/hosts?limit=${limit}`)
      const detail = 'The query parameter "limit" must be a whole number from 1 to 1000.'
      expect(json).toMatchObject({ detail })
    }
  })

  it('refuses a cursor that is not one of ours', async () => {
    const world = await makeAppWorld()
    const { json } = await world.send('GET', '/v1/hosts?cursor=nonsense')
    expect(json).toMatchObject({ code: 'invalid_cursor' })
  })

  it('changes what a patch names and leaves the rest', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1', { facts: { site: '0412', labels: { role: 'till' } } })
    const body = { site: null, interval: '1m', grace: '30s' }
    const { json, headers } = await world.send('PATCH', '/v1/hosts/till-1', { body })
    expect(json).toMatchObject({
      site: null,
      labels: { role: 'till' },
      intervalMs: 60_000,
      graceMs: 30_000,
    })
    expect(headers.get('etag')).toBe('"2"')
  })

  it('goes back to the default interval with null, and takes milliseconds too', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    const milliseconds = { intervalMs: 60_000 }
    const path = '/v1/hosts/till-1'
    expect((await world.send('PATCH', path, { body: milliseconds })).json).toMatchObject({
      intervalMs: 60_000,
      graceMs: 75_000,
    })
    expect((await world.send('PATCH', path, { body: { interval: null } })).json).toMatchObject({
      intervalMs: 300_000,
      graceMs: 300_000,
    })
  })

  it('changes nothing for an ETag that is out of date', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    for (const etag of ['"7"', 'W/"1"', 'rubbish']) {
      const options = { body: { site: 'x' }, headers: { 'if-match': etag } }
      const { json } = await world.send('PATCH', '/v1/hosts/till-1', options)
      expect(json).toMatchObject({ status: 412, code: 'precondition_failed' })
      const gone = await world.send('DELETE', '/v1/hosts/till-1', options)
      expect(gone.status).toBe(412)
    }
    expect((await world.send('GET', '/v1/hosts/till-1')).json).toMatchObject({ site: null })
  })

  it('pauses, resumes, retires and deletes', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    const states: unknown[] = []
    for (const action of ['pause', 'resume', 'retire']) {
      const { json } = await world.send('POST', `/v1/hosts/till-1/${action}`)
      states.push((json as { state: string }).state)
    }
    expect(states).toEqual(['paused', 'up', 'retired'])
    expect((await world.send('DELETE', '/v1/hosts/till-1')).status).toBe(204)
    expect((await world.send('GET', '/v1/hosts/till-1')).status).toBe(404)
  })

  it('takes an action with an empty body only, and does nothing otherwise', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    const path = '/v1/hosts/till-1/pause'
    const { json } = await world.send('POST', path, { body: { for: '2h' } })
    expect(json).toMatchObject({ code: 'unknown_field', errors: [{ pointer: '/for' }] })
    expect((await world.send('POST', path, { body: 'x' })).json).toMatchObject({ status: 400 })
    expect((await world.send('GET', '/v1/hosts/till-1')).json).toMatchObject({ state: 'up' })
    expect((await world.send('POST', path, { body: {} })).json).toMatchObject({ state: 'paused' })
  })

  it('shows when a host was missing', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    await world.pass(900_000)
    await world.beat('till-1')
    await world.pass(1_000)
    const { json } = await world.send('GET', '/v1/hosts/till-1/timeline')
    expect((json as { spans: unknown[] }).spans).toContainEqual({
      state: 'missing',
      from: '2026-03-02T08:10:00.000Z',
      to: '2026-03-02T08:15:00.000Z',
      incidentId: 'till-1~1',
    })
  })
})
