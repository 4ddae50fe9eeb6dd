import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type AppWorld, makeAppWorld, ORIGIN } from '../../test/kit/app-world.ts'
import { MAP_STATES, mapGroupsSchema, mapNamesSchema } from '../contract/fleet-map.ts'

const get = async (world: AppWorld, path: string, headers: Record<string, string> = {}) => {
  const request = new Request(`${ORIGIN}${path}`, {
    headers: { 'x-api-key': world.keys.read, ...headers },
  })
  const response = await world.app.fetch(request)
  return { status: response.status, headers: response.headers, response }
}

const readMap = async (world: AppWorld, by = 'site') => {
  const { headers, response } = await get(world, `/v1/fleet/map?by=${by}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { headers, layout: headers.get('x-map-layout'), states: [...bytes].map(stateOf) }
}

const readGroups = async (world: AppWorld, by = 'site') =>
  mapGroupsSchema.parse((await world.send('GET', `/v1/fleet/map/groups?by=${by}`)).json)

const readNames = async (world: AppWorld, from: number, to: number) => {
  const path = `/v1/fleet/map/names?from=${from}&to=${to}`
  return mapNamesSchema.parse((await world.send('GET', path)).json).hostIds
}

const stateOf = (byte: number) => MAP_STATES[byte]
const nextSecond = (world: AppWorld) => world.clock.advance(1_000)

const threeSites = async () => {
  const world = await makeAppWorld()
  await world.beat('loner')
  await world.beat(['b-1', 'b-2'], { facts: { site: 'b' } })
  await world.beat('a-1', { facts: { site: 'a', labels: { role: 'till' } } })
  return world
}

describe('the map', () => {
  it('has one byte per host, site by site, and hosts without one at the end', async () => {
    const world = await threeSites()
    const { layout, states } = await readMap(world)
    expect(states).toEqual(['up', 'up', 'up', 'up'])
    expect(await readGroups(world)).toEqual({
      by: 'site',
      layout,
      hosts: 4,
      names: ['a', 'b', ''],
      sizes: [1, 2, 1],
    })
    expect(await readNames(world, 0, 4)).toEqual(['a-1', 'b-1', 'b-2', 'loner'])
    expect(await readNames(world, 2, 3)).toEqual(['b-2'])
    expect(await readNames(world, 4, 9)).toEqual([])
  })

  it('is grouped by a label too', async () => {
    const world = await threeSites()
    expect(await readGroups(world, 'label.role')).toMatchObject({ names: ['till', ''] })
    const path = '/v1/fleet/map/names?by=label.role&from=0&to=1'
    expect((await world.send('GET', path)).json).toMatchObject({ hostIds: ['a-1'] })
  })

  it('tells every state', async () => {
    const world = await makeAppWorld()
    await world.send('POST', '/v1/hosts', { body: { hostId: 'expected' } })
    await world.beat('gone')
    await world.pass(11 * 60_000)
    await world.beat(['tardy', 'idle', 'done'])
    await world.send('POST', '/v1/hosts/idle/pause')
    await world.send('POST', '/v1/hosts/done/retire')
    await world.pass(6 * 60_000)
    await world.beat('fresh')
    const { states } = await readMap(world)
    const names = await readNames(world, 0, 10)
    expect(Object.fromEntries(names.map((name, at) => [name, states[at]]))).toEqual({
      expected: 'waiting',
      gone: 'missing',
      tardy: 'late',
      idle: 'paused',
      done: 'retired',
      fresh: 'up',
    })
  })

  it('keeps layout and places while states change, under another ETag', async () => {
    const world = await threeSites()
    const before = await readMap(world)
    await world.pass(11 * 60_000)
    const after = await readMap(world)
    expect(after.layout).toBe(before.layout)
    expect(after.states).toEqual(['missing', 'missing', 'missing', 'missing'])
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
    expect(await readNames(world, 0, 4)).toEqual(['a-1', 'b-1', 'b-2', 'loner'])
  })

  it('has another layout when a host comes, goes or moves', async () => {
    const world = await threeSites()
    const layouts = new Set([(await readMap(world)).layout])
    await world.beat('a-2', { facts: { site: 'a' } })
    nextSecond(world)
    layouts.add((await readMap(world)).layout)
    await world.send('PATCH', '/v1/hosts/a-2', { body: { site: 'b' } })
    nextSecond(world)
    layouts.add((await readMap(world)).layout)
    expect((await readGroups(world)).sizes).toEqual([1, 3, 1])
    await world.send('DELETE', '/v1/hosts/a-2')
    nextSecond(world)
    layouts.add((await readMap(world)).layout)
    expect(layouts.size).toBe(4)
    expect(await readNames(world, 0, 9)).toEqual(['a-1', 'b-1', 'b-2', 'loner'])
  })

  it('is not sent again while nothing changed', async () => {
    const world = await threeSites()
    const path = '/v1/fleet/map'
    const headers = { 'accept-encoding': 'gzip' }
    const first = await get(world, path, headers)
    expect(first.headers.get('content-encoding')).toBe('gzip')
    expect([...gunzipSync(await first.response.arrayBuffer())]).toEqual([2, 2, 2, 2])
    nextSecond(world)
    const tag = { ...headers, 'if-none-match': first.headers.get('etag') ?? '' }
    expect((await get(world, path, tag)).status).toBe(304)
    await world.pass(11 * 60_000)
    expect((await get(world, path, tag)).status).toBe(200)
  })

  it('is made once a second at most, however many look', async () => {
    const world = await threeSites()
    let surveys = 0
    const { pulses } = world.ctx
    const { survey } = pulses
    pulses.survey = (since, now) => {
      surveys += 1
      return survey(since, now)
    }
    for (let look = 0; look < 5; look++) await Promise.all([readMap(world), readMap(world)])
    expect(surveys).toBe(1)
    nextSecond(world)
    await readMap(world)
    expect(surveys).toBe(2)
  })

  it('is empty without hosts', async () => {
    const world = await makeAppWorld()
    expect((await readMap(world)).states).toEqual([])
    expect(await readGroups(world)).toMatchObject({ hosts: 0, names: [], sizes: [] })
  })

  it.each([
    '/v1/fleet/map?by=label.',
    '/v1/fleet/map?by=host',
    '/v1/fleet/map/names',
    '/v1/fleet/map/names?from=0&to=1001',
    '/v1/fleet/map/names?from=5&to=5',
    '/v1/fleet/map/names?from=-1&to=5',
    '/v1/fleet/map/names?from=&to=5',
    '/v1/fleet/map/names?from=0x1&to=5',
    '/v1/fleet/map/names?from=0',
  ])('refuses %s', async (path) => {
    const world = await makeAppWorld()
    expect((await world.send('GET', path)).json).toMatchObject({ code: 'invalid_query' })
  })

  it('is shown to keys that may read', async () => {
    const world = await makeAppWorld()
    const { status } = await world.send('GET', '/v1/fleet/map', { key: world.keys.beat })
    expect(status).toBe(403)
  })
})
