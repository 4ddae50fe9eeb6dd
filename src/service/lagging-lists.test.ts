import { describe, expect, test } from 'vitest'
import { handClock } from '../../test/kit/hand-clock.ts'
import { laggingRecords } from '../../test/kit/lagging-records.ts'
import { comeToRest, outageScene, untilQuiet } from '../../test/kit/outage-scene.ts'
import type { Rival } from '../../test/kit/rival.ts'
import { tellingFaults } from '../../test/kit/telling-faults.ts'
import type { Context } from './context.ts'
import { dispatch } from './dispatch.ts'
import { listFirst } from './list-first.ts'
import type { Records, Write } from './ports.ts'
import type { Session } from './record-kinds.ts'

const LAG_MS = 20_000

describe('records whose lists lag behind', () => {
  const session = (id: string, expiresAt: number): Session =>
    ({ id, keyId: 'key', createdAt: 0, expiresAt }) as Session
  const write = (id: string, expiresAt: number, ifVersion: number): Write => ({
    kind: 'session',
    id,
    value: session(id, expiresAt),
    ifVersion,
  })
  const byExpiry = { orderBy: 'expiresAt', limit: 1 } as const

  test('show a record once it has been there for as long, and get shows it at once', async () => {
    const clock = handClock(1_000_000)
    const records = laggingRecords({ clock, lagMs: LAG_MS })
    await records.write([write('a', 5, 0)])
    clock.advance(LAG_MS - 1)
    expect(await records.list('session', byExpiry)).toEqual({ items: [], next: null })
    expect(await records.count('session', {})).toBe(0)
    expect((await records.get('session', ['a']))[0]?.value).toEqual(session('a', 5))
    clock.advance(1)
    expect((await records.list('session', byExpiry)).items).toHaveLength(1)
    expect(await records.count('session', {})).toBe(1)
  })

  test('leave out what matches no more, though it takes its place in the page', async () => {
    const clock = handClock(1_000_000)
    const records = laggingRecords({ clock, lagMs: LAG_MS })
    await records.write([write('a', 5, 0), write('b', 6, 0)])
    clock.advance(LAG_MS)
    await records.write([write('a', 50, 1)])
    const query = { orderBy: 'expiresAt', atMost: { column: 'expiresAt', value: 10 } } as const
    const page = await records.list('session', { ...query, limit: 1 })
    expect(page.items).toEqual([])
    expect(page.next).not.toBeNull()
    expect((await listFirst(records, 'session', query))?.value.id).toBe('b')
  })
})

/** Entries of a call are written by halves, and then the store fails; the first times only. */
function failing({ ctx }: Rival, times: number): Context {
  let left = times
  const write: Records['write'] = async (writes) => {
    if (left === 0 || writes[0]?.kind !== 'entry') return ctx.records.write(writes)
    left--
    await ctx.records.write(writes.filter((_, index) => index % 2 === 0))
    throw new Error('store_unavailable')
  }
  return { ...ctx, records: { ...ctx.records, write } }
}

describe('a gathering that failed half-way', () => {
  test.each([0, 1_000, LAG_MS])(
    'tells everything once although the lists lag by %d ms',
    async (lagMs) => {
      const scene = await outageScene({ hosts: 7, lagMs })
      const { world, id, rivals } = scene
      const ctx = failing(rivals[0], 2)
      await expect(dispatch(ctx, id)).rejects.toThrow('store_unavailable')
      await expect(untilQuiet(ctx, id)).rejects.toThrow('store_unavailable')
      await untilQuiet(ctx, id)
      await comeToRest(scene)
      expect(await tellingFaults(world)).toEqual([])
      const told = world.sent.flatMap(({ message }) => message.hosts.map(({ hostId }) => hostId))
      expect(told.sort()).toEqual(Array.from({ length: 7 }, (_, i) => `till-000${i}`))
    },
  )

  test('leaves no end without its opening when it failed to drop both', async () => {
    const scene = await outageScene({ hosts: 3 })
    const { world, id, rivals } = scene
    await world.beat(['till-0000', 'till-0001', 'till-0002'])
    await world.pass(1)
    const ctx = failing(rivals[0], 2)
    await expect(dispatch(ctx, id)).rejects.toThrow('store_unavailable')
    await expect(dispatch(ctx, id)).rejects.toThrow('store_unavailable')
    await comeToRest(scene)
    expect(world.sent).toEqual([])
    expect(await tellingFaults(world)).toEqual([])
  })
})

describe('an opening that the list does not show yet', () => {
  test('is not told after its end: nobody hears of what is over', async () => {
    const behindMs = (_: string, id: string) => (id.endsWith('~missing') ? LAG_MS : 0)
    const scene = await outageScene({ hosts: 0, lagMs: LAG_MS, behindMs })
    const { world, rivals } = scene
    const timing = { intervalMs: 10_000, timeoutMs: 10_000 }
    await world.beat('till-1', { timing })
    await world.pass(10_001)
    await world.beat('till-1', { timing: { intervalMs: 6e6, timeoutMs: 6e6 } })
    await world.pass(1)
    await world.pass(11_000)
    await untilQuiet(rivals[0].ctx, scene.id)
    await comeToRest(scene)
    expect(world.sent).toEqual([])
    expect(await tellingFaults(world)).toEqual([])
  })

  test('is told before its end if it was told', async () => {
    const behindMs = (_: string, id: string) => (id.endsWith('~missing') ? LAG_MS : 0)
    const scene = await outageScene({ hosts: 1, lagMs: LAG_MS, behindMs })
    const { world, rivals } = scene
    await untilQuiet(rivals[0].ctx, scene.id)
    await world.beat('till-0000')
    await world.pass(1)
    await comeToRest(scene)
    expect(world.sent.map(({ message }) => message.type)).toEqual([
      'hosts.missing',
      'hosts.recovered',
    ])
    expect(await tellingFaults(world)).toEqual([])
  })
})

describe('a mailbox in which all that is listed first has moved on', () => {
  test('is not taken for empty', async () => {
    const scene = await outageScene({ hosts: 4, lagMs: LAG_MS })
    const { world, id, rivals } = scene
    const { items } = await world.ctx.records.list('entry', {
      where: { waitingIn: id },
      orderBy: 'notBefore',
      limit: 10,
    })
    const [moved] = items
    if (moved === undefined) throw new Error('nothing waits')
    const value = { ...moved.value, dropped: 'unwanted' } as const
    await world.ctx.records.write([
      { kind: 'entry', id: value.id, value, ifVersion: moved.version },
    ])
    await untilQuiet(rivals[0].ctx, id)
    expect(world.sent.map(({ message }) => message.total)).toEqual([3])
  })
})
