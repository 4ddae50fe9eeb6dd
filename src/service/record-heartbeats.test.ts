import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld } from '../../test/kit/world.ts'
import { FlatlineError } from '../core/problem.ts'
import { recordHeartbeats } from './record-heartbeats.ts'

const HOUR_MS = 3_600_000
const heartbeat = (hostId: string) => ({ hostId: asHostId(hostId), awayMs: 0, facts: {} })

describe('recording heartbeats', () => {
  test('registers an unknown host with what it says about itself', async () => {
    const world = makeWorld()
    const facts = { site: '0412', labels: { role: 'till' } }
    await world.beat('till-1', { facts })
    const [host] = await world.ctx.records.get('host', ['till-1'])
    expect(host?.value).toMatchObject({ state: 'up', ...facts, keyId: world.beatKey.id })
  })

  test('takes over new facts, and keeps the old ones when none are said', async () => {
    const world = makeWorld()
    await world.beat('till-1', { facts: { site: '0412', labels: { role: 'till' } } })
    await world.beat('till-1')
    await world.beat('till-1', { facts: { labels: { role: 'kiosk' } } })
    const [host] = await world.ctx.records.get('host', ['till-1'])
    expect(host?.value).toMatchObject({ site: '0412', labels: { role: 'kiosk' } })
    expect(host?.version).toBe(2)
  })

  test('writes no record for a host that is known and up', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    await world.pass(1)
    const [before] = await world.ctx.records.get('host', ['till-1'])
    for (let i = 0; i < 10; i++) await world.beat('till-1')
    const [after] = await world.ctx.records.get('host', ['till-1'])
    expect(after?.version).toBe(before?.version)
  })

  test('leaves to the sweep what comes back in a mass, and all are up after it', async () => {
    const world = makeWorld()
    const { ctx, beatKey } = world
    const all = Array.from({ length: 600 }, (_, index) => heartbeat(`till-${index}`))
    const states = async () => {
      const records = await ctx.records.get(
        'host',
        all.map(({ hostId }) => hostId),
      )
      return records.map((record) => record?.value.state)
    }
    await recordHeartbeats(ctx, beatKey, all)
    await world.pass(HOUR_MS)
    expect(new Set(await states())).toEqual(new Set(['missing']))
    await Promise.all([
      recordHeartbeats(ctx, beatKey, all.slice(0, 300)),
      recordHeartbeats(ctx, beatKey, all.slice(300)),
    ])
    expect((await states()).filter((state) => state === 'missing')).toHaveLength(100)
    await world.pass(1_000)
    expect(new Set(await states())).toEqual(new Set(['up']))
    expect(ctx.returning).toBe(0)
  })

  test('refuses hosts outside the pattern of the key, and records the others', async () => {
    const world = makeWorld()
    const key = { ...world.beatKey, hostPattern: 'store-0412-*' }
    const batch = ['store-0412-till-1', 'store-9-till-1', 'store-0412-till-2'].map(heartbeat)
    expect(await recordHeartbeats(world.ctx, key, batch)).toEqual([
      'recorded',
      'foreign_host',
      'recorded',
    ])
    expect(await world.ctx.pulses.read([asHostId('store-9-till-1')])).toEqual([undefined])
  })

  test('holds a key to its cap, within a batch too, and lets its known hosts beat', async () => {
    const world = makeWorld()
    const key = { ...world.beatKey, hostsMax: 3 }
    const results = await recordHeartbeats(world.ctx, key, ['a', 'b', 'c', 'd', 'e'].map(heartbeat))
    expect(results.filter((result) => result === 'recorded')).toHaveLength(3)
    expect(await recordHeartbeats(world.ctx, key, ['a', 'x'].map(heartbeat))).toEqual([
      'recorded',
      'host_quota',
    ])
    const other = { ...world.beatKey, id: 'otherkey' as typeof key.id }
    expect(await recordHeartbeats(world.ctx, other, [heartbeat('x')])).toEqual(['recorded'])
  })

  test('stops listening when a heartbeat cannot be stored', async () => {
    const world = makeWorld()
    const failing = {
      ...world.ctx.pulses,
      beat: async () => Promise.reject(new FlatlineError('store_unavailable', 'disk full')),
    }
    const ctx = { ...world.ctx, pulses: failing }
    const work = recordHeartbeats(ctx, world.beatKey, [heartbeat('a')])
    await expect(work).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(ctx.listening.refusing?.cause).toBe('store')
  })

  test('acknowledges what is durable though records fail; the sweep registers it', async () => {
    const world = makeWorld()
    const records = { ...world.ctx.records, write: async () => Promise.reject(new Error('down')) }
    const ctx = { ...world.ctx, records }
    expect(await recordHeartbeats(ctx, world.beatKey, [heartbeat('a')])).toEqual(['recorded'])
    await world.pass(6_000)
    const [host] = await world.ctx.records.get('host', ['a'])
    expect(host?.value.state).toBe('up')
  })

  test('keeps both when two processes register the same host at once', async () => {
    const world = makeWorld()
    const said = { ...heartbeat('a'), facts: { site: '0412' } }
    await Promise.all([
      recordHeartbeats(world.ctx, world.beatKey, [said]),
      recordHeartbeats(world.ctx, world.beatKey, [heartbeat('a')]),
    ])
    const [host] = await world.ctx.records.get('host', ['a'])
    expect(host?.value).toMatchObject({ state: 'up', site: '0412' })
    expect(host?.value.pendingEvents).toHaveLength(1)
  })
})
