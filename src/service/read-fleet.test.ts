import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld } from '../../test/kit/world.ts'
import { listSites } from './list-sites.ts'
import { pauseHost } from './pause-host.ts'
import { readFleet } from './read-fleet.ts'
import { readSite } from './read-site.ts'

async function threeSites() {
  const world = makeWorld()
  await world.beat('a-1', { facts: { site: 'a' } })
  await world.beat(['b-1', 'b-2'], { facts: { site: 'b' } })
  await world.beat('c-1', { facts: { site: 'c' } })
  await world.beat('loose')
  await pauseHost(world.ctx, { hostId: asHostId('c-1') })
  await world.pass(300_001)
  await world.beat('b-1')
  await world.pass(300_000)
  return world
}

describe('the fleet', () => {
  test('is counted by state, with its sites and open incidents', async () => {
    const { ctx } = await threeSites()
    expect(await readFleet(ctx)).toMatchObject({
      counts: { waiting: 0, up: 1, late: 0, missing: 3, paused: 1, retired: 0 },
      hosts: 5,
      sites: 3,
      openIncidents: 3,
      listeningSince: ctx.listening.listeningSince,
      refusing: null,
      blindWindows: [],
    })
  })

  test('is listed by site, page by page, without hosts that have none', async () => {
    const { ctx } = await threeSites()
    const first = await listSites(ctx, { limit: 2 })
    expect(first.items.map(({ site, counts }) => [site, counts.missing])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    const second = await listSites(ctx, { limit: 2, cursor: first.next ?? '' })
    expect(second).toMatchObject({ items: [{ site: 'c', counts: { paused: 1 } }], next: null })
    const foreign = listSites(ctx, { limit: 2, cursor: 'b' })
    await expect(foreign).rejects.toMatchObject({ code: 'invalid_cursor' })
  })

  test('shows one site, as long as a host names it', async () => {
    const { ctx } = await threeSites()
    expect(await readSite(ctx, 'b')).toMatchObject({ site: 'b', counts: { up: 1, missing: 1 } })
    await expect(readSite(ctx, 'z')).rejects.toMatchObject({ code: 'not_found' })
    await expect(readSite(ctx, '')).rejects.toMatchObject({ code: 'not_found' })
  })
})
