import { describe, expect, test } from 'vitest'
import { crashAtEveryStep, crashingStores } from '../../test/kit/crashing-stores.ts'
import { asHostId, makeWorld } from '../../test/kit/world.ts'
import { announceHosts } from './announce-hosts.ts'
import { getHost } from './get-host.ts'
import { pauseHost } from './pause-host.ts'
import { resumeHost } from './resume-host.ts'

const TILL = asHostId('till-1')

async function aPausedTill(pausedMs: number) {
  const world = makeWorld()
  await world.beat('till-1')
  await pauseHost(world.ctx, { hostId: TILL })
  await world.pass(pausedMs)
  return world
}

describe('resuming a host', () => {
  test('gives it a full timeout from now, however old its last heartbeat is', async () => {
    const world = await aPausedTill(60 * 86_400_000)
    const view = await resumeHost(world.ctx, { hostId: TILL })
    expect(view).toMatchObject({ state: 'up', deadlineAt: world.now() + 600_000 })
    await world.pass(600_000)
    expect((await getHost(world.ctx, TILL)).state).toBe('up')
    await world.pass(1)
    expect((await getHost(world.ctx, TILL)).state).toBe('missing')
  })

  test('is back to normal with the next heartbeat', async () => {
    const world = await aPausedTill(86_400_000)
    await resumeHost(world.ctx, { hostId: TILL })
    await world.pass(1_000)
    await world.beat('till-1')
    expect((await getHost(world.ctx, TILL)).deadlineAt).toBe(world.now() + 600_000)
  })

  test('puts nothing off when it is not paused', async () => {
    const world = await aPausedTill(1_000)
    const first = await resumeHost(world.ctx, { hostId: TILL })
    await world.pass(5_000)
    expect(await resumeHost(world.ctx, { hostId: TILL })).toEqual(first)
  })

  test('lets a host that was never heard wait', async () => {
    const world = makeWorld()
    const hosts = [{ hostId: TILL, timing: null, facts: {} }]
    await announceHosts(world.ctx, { hosts, keyId: null })
    await pauseHost(world.ctx, { hostId: TILL })
    expect(await resumeHost(world.ctx, { hostId: TILL })).toMatchObject({ state: 'waiting' })
    await world.pass(86_400_000)
    expect((await getHost(world.ctx, TILL)).state).toBe('waiting')
  })

  test('makes nobody missing, whichever step a crash came before', async () => {
    const prepare = async () => {
      const stores = crashingStores()
      const world = makeWorld(stores)
      await world.beat('till-1')
      await pauseHost(world.ctx, { hostId: TILL })
      await world.pass(86_400_000)
      return { world, stores }
    }
    const resume = async (world: Awaited<ReturnType<typeof prepare>>['world']) => {
      await resumeHost(world.ctx, { hostId: TILL })
    }
    const crashes = await crashAtEveryStep(prepare, resume, async (world) => {
      await world.pass(600_000)
      expect((await getHost(world.ctx, TILL)).state).toBe('up')
    })
    expect(crashes).toBe(3)
  })
})
