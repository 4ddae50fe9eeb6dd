import { describe, expect, test } from 'vitest'
import { crashAtEveryStep, crashingStores } from '../../test/kit/crashing-stores.ts'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { announceHosts } from './announce-hosts.ts'
import { getHost } from './get-host.ts'

const TILL = asHostId('till-1')
const TIMING = { intervalMs: 60_000, timeoutMs: 120_000 }

function announce(world: World, ...ids: string[]) {
  const hosts = ids.map((id) => ({
    hostId: asHostId(id),
    timing: TIMING,
    facts: { site: '0412', labels: { role: 'till' } },
  }))
  return announceHosts(world.ctx, { hosts, keyId: null })
}

describe('announcing hosts', () => {
  test('makes them wait, with their facts and timing', async () => {
    const world = makeWorld()
    expect(await announce(world, 'till-1', 'till-2')).toEqual(['created', 'created'])
    const view = await getHost(world.ctx, TILL)
    expect(view).toMatchObject({ state: 'waiting', deadlineAt: null, pulse: TIMING })
    expect(view.record.value).toMatchObject({ site: '0412', labels: { role: 'till' }, epoch: 0 })
  })

  test('never makes them missing before their first heartbeat', async () => {
    const world = makeWorld()
    await announce(world, 'till-1')
    await world.pass(86_400_000)
    expect((await getHost(world.ctx, TILL)).state).toBe('waiting')
    expect(world.streamed).toEqual([])
  })

  test('keeps the announced timing when the first heartbeat names none', async () => {
    const world = makeWorld()
    await announce(world, 'till-1')
    await world.beat('till-1')
    const view = await getHost(world.ctx, TILL)
    expect(view).toMatchObject({ state: 'up', deadlineAt: world.now() + 120_000 })
  })

  test('leaves a host that is known already as it is', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    expect(await announce(world, 'till-1', 'till-2', 'till-2')).toEqual([
      'exists',
      'created',
      'exists',
    ])
    const view = await getHost(world.ctx, TILL)
    expect(view).toMatchObject({ state: 'up', pulse: { timeoutMs: 600_000 } })
  })

  test('is finished by a repetition, whichever step a crash came before', async () => {
    const prepare = async () => {
      const stores = crashingStores()
      return { world: makeWorld(stores), stores }
    }
    const crashes = await crashAtEveryStep(
      prepare,
      (world) => announce(world, 'till-1', 'till-2'),
      async (world) => {
        await world.pass(1_000)
        const view = await getHost(world.ctx, TILL)
        expect(view).toMatchObject({ state: 'waiting', pulse: { ...TIMING, recorded: 'waiting' } })
      },
    )
    expect(crashes).toBe(4)
  })

  test('refuses what a key has no room for, and registers none of it', async () => {
    const world = makeWorld()
    const { key } = await world.key(['admin'], { hostsMax: 1 })
    const hosts = ['a', 'b'].map((id) => ({ hostId: asHostId(id), timing: null, facts: {} }))
    const call = announceHosts(world.ctx, { hosts, keyId: key.id })
    await expect(call).rejects.toMatchObject({ code: 'host_quota' })
    const one = await announceHosts(world.ctx, { hosts: hosts.slice(0, 1), keyId: key.id })
    expect(one).toEqual(['created'])
  })

  test('takes at most 1,000 at a time', async () => {
    const world = makeWorld()
    const ids = Array.from({ length: 1_001 }, (_, index) => `till-${index}`)
    await expect(announce(world, ...ids)).rejects.toMatchObject({ code: 'too_many' })
  })
})
