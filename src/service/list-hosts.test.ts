import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { type HostQuery, listHosts } from './list-hosts.ts'

async function aFleet() {
  const world = makeWorld()
  await world.beat(['till-1', 'till-2'], { facts: { site: '0412', labels: { role: 'till' } } })
  await world.pass(1_000)
  await world.beat('kiosk-1', { facts: { site: '0500', labels: { role: 'kiosk' } } })
  const idsOf = async (query: Omit<HostQuery, 'limit'>, limit = 100) => {
    const page = await listHosts(world.ctx, { ...query, limit })
    return page.items.map((view) => view.record.value.hostId)
  }
  return { world, idsOf }
}

describe('listing hosts', () => {
  test('goes by id', async () => {
    const { idsOf } = await aFleet()
    expect(await idsOf({})).toEqual(['kiosk-1', 'till-1', 'till-2'])
  })

  test('narrows by site, labels, and a part of the id or site in any case', async () => {
    const { idsOf } = await aFleet()
    expect(await idsOf({ site: '0412' })).toEqual(['till-1', 'till-2'])
    expect(await idsOf({ labels: { role: 'kiosk' } })).toEqual(['kiosk-1'])
    expect(await idsOf({ labels: { constructor: 'x' } })).toEqual([])
    expect(await idsOf({ text: 'TILL-2' })).toEqual(['till-2'])
    expect(await idsOf({ text: '05' })).toEqual(['kiosk-1'])
  })

  test('sorts by how long the state has lasted, either way', async () => {
    const { idsOf } = await aFleet()
    expect(await idsOf({ sort: 'since' })).toEqual(['till-1', 'till-2', 'kiosk-1'])
    expect(await idsOf({ sort: '-since' })).toEqual(['kiosk-1', 'till-2', 'till-1'])
  })

  test('shows a host whose interval has passed as late, and not as up', async () => {
    const { world, idsOf } = await aFleet()
    await world.pass(300_000)
    expect(await idsOf({ state: 'late' })).toEqual(['till-1', 'till-2'])
    expect(await idsOf({ state: 'up' })).toEqual(['kiosk-1'])
    expect(await idsOf({ state: 'late', text: '-2' })).toEqual(['till-2'])
    await world.pass(300_001)
    expect(await idsOf({ state: 'missing' })).toEqual(['kiosk-1', 'till-1', 'till-2'])
  })

  test.each([{}, { state: 'late' }, { sort: '-since' }, { text: 'till' }] as const)(
    'walks page by page through each host once (%o)',
    async (query) => {
      const { world, idsOf } = await aFleet()
      await world.pass(400_000)
      const seen: string[] = []
      let cursor: string | undefined
      for (let page = 0; page < 10; page++) {
        const from = cursor === undefined ? {} : { cursor }
        const { items, next } = await listHosts(world.ctx, { ...query, ...from, limit: 1 })
        seen.push(...items.map((view) => view.record.value.hostId))
        if (next === null) break
        cursor = next
      }
      expect(seen).toEqual(await idsOf(query))
    },
  )

  test('refuses a cursor of another list', async () => {
    const { world } = await aFleet()
    const { next } = await listHosts(world.ctx, { limit: 1 })
    const late = { state: 'late', cursor: next ?? '', limit: 1 } as const
    await expect(listHosts(world.ctx, late)).rejects.toMatchObject({ code: 'invalid_cursor' })
    const all = { cursor: 'late~till-1', limit: 1 }
    await expect(listHosts(world.ctx, all)).rejects.toMatchObject({ code: 'invalid_cursor' })
  })

  test('says that late hosts cannot be sorted by since', async () => {
    const { world } = await aFleet()
    const query = { state: 'late', sort: 'since', limit: 1 } as const
    await expect(listHosts(world.ctx, query)).rejects.toMatchObject({ code: 'invalid_query' })
  })
})
