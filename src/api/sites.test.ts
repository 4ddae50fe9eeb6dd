import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { makeAppWorld } from '../../test/kit/app-world.ts'
import { pageOf } from '../contract/page.ts'
import { siteSchema } from '../contract/site.ts'
import { siteDetailSchema } from '../contract/site-detail.ts'

const sitePage = pageOf(siteSchema, 'TestedSitePage')
type SitePage = z.output<typeof sitePage>

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

  it('come with the most missing first, by part of the name, by state, in pages', async () => {
    const world = await makeAppWorld()
    const at = (site: string) => ({ facts: { site } })
    await world.beat('a-1', at('north-a'))
    await world.beat(['b-1', 'b-2'], at('north-b'))
    await world.beat('c-1', at('south'))
    await world.beat('d-1', at('north-d'))
    await world.pass(9 * 60_000)
    await world.beat(['c-1', 'd-1'])
    await world.pass(2 * 60_000)
    const list = async (query: string) => {
      const names: string[] = []
      for (let next: string | null = `/v1/sites?limit=1&${query}`; next !== null; ) {
        const { json } = await world.send('GET', next)
        const page: SitePage = sitePage.parse(json)
        names.push(...page.items.map(({ site }) => site))
        next = page.next
      }
      return names
    }
    expect(await list('sort=-missing')).toEqual(['north-b', 'north-a', 'north-d', 'south'])
    expect(await list('sort=site')).toEqual(['north-a', 'north-b', 'north-d', 'south'])
    expect(await list('q=NORTH&state=up')).toEqual(['north-d'])
    expect(await list('state=missing')).toEqual(['north-a', 'north-b'])
  })

  it('tell since when they are silent, while nobody is heard there', async () => {
    const world = await makeAppWorld()
    await world.beat(['b-1', 'b-2'], { facts: { site: 'b' } })
    await world.pass(60_000)
    await world.beat('b-2')
    const silentSince = async () => {
      const { json } = await world.send('GET', '/v1/sites/b')
      return siteDetailSchema.parse(json).silentSince
    }
    await world.pass(9.5 * 60_000)
    expect(await silentSince()).toBeNull()
    await world.pass(60_000)
    expect(await silentSince()).toBe('2026-03-02T08:11:00.000Z')
    await world.beat('b-1')
    expect(await silentSince()).toBeNull()
  })
})
