import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

describe('sites', () => {
  it.each(['a/b', 'a\\b', '..', '0412'])('are found by the name %s in the query', async (site) => {
    const world = await makeAppWorld()
    await world.beat('till-1', { facts: { site } })
    await world.beat('till-2', { facts: { site: 'other' } })
    const { json } = await world.send('GET', `/v1/sites?site=${encodeURIComponent(site)}`)
    expect(json).toMatchObject({ items: [{ site, hosts: 1 }], next: null })
  })

  it('are an empty page when no host is there', async () => {
    const world = await makeAppWorld()
    const { status, json } = await world.send('GET', '/v1/sites?site=nowhere')
    expect([status, json]).toEqual([200, { items: [], next: null }])
    expect((await world.send('GET', '/v1/sites?site=')).json).toMatchObject({
      code: 'invalid_query',
    })
  })
})
