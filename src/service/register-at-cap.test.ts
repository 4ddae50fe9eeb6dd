import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { memoryRecords } from '../store/memory/records.ts'
import type { Records } from './ports.ts'
import { recordHeartbeats } from './record-heartbeats.ts'

interface Counted {
  readonly world: World
  /** How often the hosts of a key were counted in the store. */
  counts(): number
}

function countedWorld(stored: Records = memoryRecords()): Counted {
  let counts = 0
  const records: Records = {
    ...stored,
    count(kind, where) {
      counts++
      return stored.count(kind, where)
    },
  }
  return { world: makeWorld({ records }), counts: () => counts }
}

function heartbeats(world: World, hostsMax: number, hostIds: readonly string[]) {
  const key = { ...world.beatKey, hostsMax }
  const each = hostIds.map((id) => ({ hostId: asHostId(id), awayMs: 0, facts: {} }))
  return recordHeartbeats(world.ctx, key, each)
}

async function hostIdsOf({ ctx }: World): Promise<string[]> {
  return (await ctx.records.list('host', { limit: 100 })).items.map(({ value }) => value.hostId)
}

describe('a host that lost its pulse, of a key that is at its cap', () => {
  test('is heard again, and hosts that are not on record are not let in', async () => {
    const { world } = countedWorld()
    await heartbeats(world, 2, ['a', 'b'])
    await world.ctx.pulses.remove(asHostId('a'))
    expect(await heartbeats(world, 2, ['x', 'a'])).toEqual(['host_quota', 'recorded'])
    expect(await world.ctx.pulses.read([asHostId('x')])).toEqual([undefined])
    expect((await world.ctx.pulses.read([asHostId('a')]))[0]).toMatchObject({ recorded: 'up' })
    expect(await hostIdsOf(world)).toEqual(['a', 'b'])
  })

  test('is heard by a server that has just started, and takes no room of others', async () => {
    const stored = memoryRecords()
    const before = countedWorld(stored).world
    await heartbeats(before, 3, ['a', 'b'])
    const { world, counts } = countedWorld(stored)
    expect(await heartbeats(world, 3, ['a', 'b', 'c', 'd'])).toEqual([
      'recorded',
      'recorded',
      'recorded',
      'host_quota',
    ])
    expect(await hostIdsOf(world)).toEqual(['a', 'b', 'c'])
    expect(counts()).toBe(1)
  })

  test('is heard although its key is over its cap', async () => {
    const { world } = countedWorld()
    await heartbeats(world, 4, ['a', 'b', 'c', 'd'])
    for (const id of ['a', 'b']) await world.ctx.pulses.remove(asHostId(id))
    expect(await heartbeats(world, 1, ['a', 'x', 'b'])).toEqual([
      'recorded',
      'host_quota',
      'recorded',
    ])
  })
})

describe('hosts that are known', () => {
  test('need no count of the hosts of their key', async () => {
    const stored = memoryRecords()
    const { world, counts } = countedWorld(stored)
    await heartbeats(world, 3, ['a', 'b'])
    expect(counts()).toBe(1)
    world.ctx.hostsByKey.clear()
    for (let i = 0; i < 5; i++) {
      expect(await heartbeats(world, 3, ['a', 'b'])).toEqual(['recorded', 'recorded'])
    }
    expect(counts()).toBe(1)
    expect(await heartbeats(world, 3, ['a', 'c'])).toEqual(['recorded', 'recorded'])
    expect(counts()).toBe(2)
  })
})

describe('a batch that names a host more than once', () => {
  test('takes one place for it where one is left', async () => {
    const { world } = countedWorld()
    await heartbeats(world, 3, ['a', 'b'])
    expect(await heartbeats(world, 3, ['x', 'x', 'y', 'x', 'y', 'a'])).toEqual([
      'recorded',
      'recorded',
      'host_quota',
      'recorded',
      'host_quota',
      'recorded',
    ])
    expect(await hostIdsOf(world)).toEqual(['a', 'b', 'x'])
    expect(await heartbeats(world, 3, ['z', 'z'])).toEqual(['host_quota', 'host_quota'])
    expect(await heartbeats(world, 4, ['z', 'z'])).toEqual(['recorded', 'recorded'])
    expect(await heartbeats(world, 5, ['w'])).toEqual(['recorded'])
    expect(await heartbeats(world, 5, ['v'])).toEqual(['host_quota'])
  })

  test('takes no place of another for it', async () => {
    const { world } = countedWorld()
    await heartbeats(world, 3, ['a'])
    expect(await heartbeats(world, 3, ['x', 'x', 'y'])).toEqual([
      'recorded',
      'recorded',
      'recorded',
    ])
  })

  test('registers it once, with what it said', async () => {
    const { world } = countedWorld()
    expect(await heartbeats(world, 1, ['x', 'x', 'x'])).toEqual([
      'recorded',
      'recorded',
      'recorded',
    ])
    const [host] = await world.ctx.records.get('host', ['x'])
    expect(host).toMatchObject({ version: 1, value: { state: 'up', keyId: world.beatKey.id } })
    expect(host?.value.pendingEvents).toHaveLength(1)
    expect(world.ctx.hostsByKey.get(world.beatKey.id)).toBe(1)
  })
})
