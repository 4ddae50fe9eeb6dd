import { describe, expect, test } from 'vitest'
import { crashAtEveryStep, crashingStores } from '../../test/kit/crashing-stores.ts'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteHost } from './delete-host.ts'
import { getHost } from './get-host.ts'
import { listIncidents } from './list-incidents.ts'
import { roomForHosts } from './room-for-hosts.ts'

const TILL = asHostId('till-1')

async function loseTill(world: World): Promise<void> {
  await createSubscription(world.ctx, {
    name: 'ops',
    channel: { kind: 'log' },
    events: ['host.missing', 'host.withdrawn'],
  })
  await world.beat('till-1')
  await world.pass(600_001)
}

async function incidentsOf(world: World) {
  const { items } = await listIncidents(world.ctx, { hostId: TILL, limit: 100 })
  return items.map(({ value }) => value)
}

describe('deleting a host', () => {
  test('removes record and pulse; it is never missing again', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    await deleteHost(world.ctx, { hostId: TILL })
    await expect(getHost(world.ctx, TILL)).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.ctx.pulses.read([TILL])).toEqual([undefined])
    await world.pass(86_400_000)
    expect(await incidentsOf(world)).toEqual([])
  })

  test('resolves an open incident, which stays as history, and tells who was told', async () => {
    const world = makeWorld()
    await loseTill(world)
    await world.pass(10_000)
    await world.dispatchDue()
    await deleteHost(world.ctx, { hostId: TILL })
    expect(await incidentsOf(world)).toMatchObject([{ state: 'resolved', resolution: 'deleted' }])
    await world.pass(60_000)
    await world.dispatchDue()
    expect(world.sent.map(({ message }) => message.type)).toEqual([
      'hosts.missing',
      'hosts.withdrawn',
    ])
  })

  test('is finished by a repetition, whichever step a crash came before', async () => {
    const prepare = async () => {
      const stores = crashingStores()
      const world = makeWorld(stores)
      await loseTill(world)
      return { world, stores }
    }
    const crashes = await crashAtEveryStep(
      prepare,
      (world) => deleteHost(world.ctx, { hostId: TILL }),
      async (world) => {
        expect(await world.ctx.records.get('host', [TILL])).toEqual([undefined])
        expect(await world.ctx.pulses.read([TILL])).toEqual([undefined])
        await world.pass(86_400_000)
        expect(await incidentsOf(world)).toMatchObject([{ state: 'resolved' }])
      },
    )
    expect(crashes).toBeGreaterThanOrEqual(6)
  })

  test('leaves the host free to register anew, under epochs of its own', async () => {
    const world = makeWorld()
    await loseTill(world)
    await deleteHost(world.ctx, { hostId: TILL })
    await world.beat('till-1')
    const { record } = await getHost(world.ctx, TILL)
    expect(record).toMatchObject({ version: 1, value: { state: 'up' } })
    await world.pass(600_001)
    const incidents = await incidentsOf(world)
    expect(incidents.map(({ epoch, state }) => [epoch, state])).toEqual([
      [3, 'open'],
      [1, 'resolved'],
    ])
  })

  test('is not undone by a heartbeat that comes while it goes on', async () => {
    const stores = crashingStores()
    const world = makeWorld(stores)
    await loseTill(world)
    const { remove } = stores.pulses
    const removing = async (hostId: typeof TILL) => {
      await remove(hostId)
      if ((await world.ctx.records.get('host', [TILL]))[0] !== undefined) await world.beat('till-1')
    }
    const pulses = { ...stores.pulses, remove: removing }
    await deleteHost({ ...world.ctx, pulses }, { hostId: TILL })
    expect(await world.ctx.pulses.read([TILL])).toEqual([undefined])
    await world.beat('till-1')
    expect((await getHost(world.ctx, TILL)).state).toBe('up')
  })

  test('gives its place under the cap of its key back', async () => {
    const world = makeWorld()
    await world.beat(['till-1', 'till-2'])
    const before = await roomForHosts(world.ctx, world.beatKey)
    await deleteHost(world.ctx, { hostId: TILL })
    expect(await roomForHosts(world.ctx, world.beatKey)).toBe(before + 1)
  })

  test('says that there is none', async () => {
    const { ctx } = makeWorld()
    await expect(deleteHost(ctx, { hostId: TILL })).rejects.toMatchObject({ code: 'not_found' })
  })
})
