import { describe, expect, it } from 'vitest'
import { type AppWorld, makeAppWorld, ORIGIN } from '../../test/kit/app-world.ts'
import { type FleetMessage, fleetMessageSchema } from '../contract/fleet-message.ts'
import { changedStates } from './changed-states.ts'
import { FLEET_MS } from './fleet-feed.ts'

const MINUTE_MS = 60_000

/** Waits for one message of the fleet after the next second. */
const follow = async (world: AppWorld, query = '?map=site', headers = {}) => {
  const request = new Request(`${ORIGIN}/v1/stream${query}`, {
    headers: { 'x-api-key': world.keys.read, ...headers },
  })
  const reader = (await world.app.fetch(request)).body?.getReader()
  const decoder = new TextDecoder()
  const read = async () => decoder.decode((await reader?.read())?.value)
  expect(await read()).toBe('retry: 2000\n\n')
  return {
    read,
    next: async (): Promise<FleetMessage> => {
      const text = await read()
      expect(text).toMatch(/^event: fleet\ndata: .*\n\n$/)
      return fleetMessageSchema.parse(JSON.parse(text.slice('event: fleet\ndata: '.length)))
    },
    cancel: () => reader?.cancel(),
  }
}

const nextSecond = (world: AppWorld) => {
  world.clock.advance(FLEET_MS)
  world.tick(FLEET_MS)
}

const mapOf = async (world: AppWorld) => {
  const { headers } = await world.send('HEAD', '/v1/fleet/map')
  return { layout: headers.get('x-map-layout'), version: Number(headers.get('x-map-version')) }
}

describe('the fleet on the event stream', () => {
  it('begins with where the map stands, then tells what changed since', async () => {
    const world = await makeAppWorld()
    await world.beat(['a', 'b', 'c'])
    const { layout, version } = await mapOf(world)
    const client = await follow(world)
    nextSecond(world)
    const counts = { waiting: 0, up: 3, late: 0, missing: 0, paused: 0, retired: 0 }
    expect(await client.next()).toMatchObject({
      hosts: 3,
      counts,
      map: { by: 'site', layout, from: version, to: version, changes: [] },
    })
    await world.pass(9 * MINUTE_MS)
    await world.beat(['a', 'c'])
    await world.pass(2 * MINUTE_MS)
    nextSecond(world)
    expect(await client.next()).toMatchObject({
      counts: { up: 2, missing: 1 },
      map: { layout, from: version, to: version + 1, changes: [1, 4] },
    })
    expect(await mapOf(world)).toEqual({ layout, version: version + 1 })
  })

  it('says nothing while nothing changes', async () => {
    const world = await makeAppWorld()
    await world.beat('a')
    const client = await follow(world)
    nextSecond(world)
    await client.next()
    nextSecond(world)
    await world.send('POST', '/v1/hosts/a/pause')
    nextSecond(world)
    expect(await client.next()).toMatchObject({ counts: { paused: 1 } })
  })

  it('sends to the map anew when hosts came', async () => {
    const world = await makeAppWorld()
    await world.beat('a')
    const client = await follow(world)
    nextSecond(world)
    const before = await client.next()
    await world.beat('b')
    nextSecond(world)
    const after = await client.next()
    expect(after.map?.layout).not.toBe(before.map?.layout)
    expect(after).toMatchObject({ hosts: 2, map: { from: 1, to: 1, changes: [] } })
  })

  it('has counts without a map for whoever follows none', async () => {
    const world = await makeAppWorld()
    await world.beat('a')
    const client = await follow(world, '')
    nextSecond(world)
    const message = await client.next()
    expect(message).toMatchObject({ hosts: 1, counts: { up: 1 } })
    expect(message.map).toBeUndefined()
  })

  it('comes to a session, and ends with it', async () => {
    const world = await makeAppWorld()
    const signedIn = await world.send('POST', '/v1/session', {
      key: null,
      body: { key: world.keys.read },
    })
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    const request = new Request(`${ORIGIN}/v1/stream`, { headers: { cookie } })
    const response = await world.app.fetch(request)
    expect(response.status).toBe(200)
    const headers = { cookie, origin: ORIGIN }
    await world.send('DELETE', '/v1/session', { key: null, headers })
    world.tick(15_000)
    expect(await response.text()).toBe('retry: 2000\n\n')
  })

  it('looks at no host while nobody listens', async () => {
    const world = await makeAppWorld()
    const client = await follow(world)
    await client.cancel()
    world.ctx.pulses.survey = () => expect.fail('somebody looked')
    world.ctx.pulses.tally = () => expect.fail('somebody counted')
    nextSecond(world)
    expect(world.logged).toEqual([])
  })
})

describe('changed states', () => {
  it('are the places that differ, with what is there now', () => {
    const before = new Uint8Array(10_000).fill(2)
    const after = before.slice()
    after[0] = 4
    after[9_999] = 3
    expect(changedStates(before, after, 2)).toEqual([0, 4, 9_999, 3])
    expect(changedStates(before, before, 2)).toEqual([])
  })

  it('are not listed where the whole map is smaller', () => {
    const [before, after] = [new Uint8Array(10).fill(2), new Uint8Array(10).fill(4)]
    expect(changedStates(before, after, 9)).toBeNull()
    expect(changedStates(before, after, 10)).toHaveLength(20)
  })
})
