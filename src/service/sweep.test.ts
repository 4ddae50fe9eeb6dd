import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { refuse } from '../core/listening.ts'
import { FlatlineError } from '../core/problem.ts'
import { fanOut } from './fan-out.ts'
import { observe } from './observe.ts'
import { sweep } from './sweep.ts'

const MINUTE = 60_000
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

async function recordOf(world: World, hostId: string) {
  const [record] = await world.ctx.records.get('host', [hostId])
  return record?.value
}

async function openIncidents(world: World): Promise<string[]> {
  const { items } = await world.ctx.records.list('incident', {
    where: { state: 'open' },
    limit: 1_000,
  })
  return items.map(({ value }) => value.id)
}

describe('a sweep', () => {
  test('opens one incident for a host that fell silent, however often it runs', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    await world.pass(2 * MINUTE)
    expect(await openIncidents(world)).toEqual([])
    await world.pass(1)
    await world.pass(1)
    await sweep(world.ctx)
    expect(await openIncidents(world)).toEqual(['till-1~1'])
    expect(await recordOf(world, 'till-1')).toMatchObject({ epoch: 1, pendingEvents: [] })
  })

  test('resolves the incident of a host that is heard again', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    await world.pass(2 * MINUTE + 1)
    await world.beat('till-1')
    await world.pass(1)
    expect(await openIncidents(world)).toEqual([])
    const [incident] = await world.ctx.records.get('incident', ['till-1~1'])
    expect(incident?.value).toMatchObject({ state: 'resolved', resolution: 'recovered' })
  })

  test('finds a return whose edge was lost', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    await world.pass(2 * MINUTE + 1)
    const { wallMs: at } = world.clock.read()
    const beat = { hostId: asHostId('till-1'), at, awayMs: 0, facts: 0, mayRegister: true }
    expect(await world.ctx.pulses.beat([beat])).toEqual(['returned'])
    await world.pass(1)
    expect(await recordOf(world, 'till-1')).toMatchObject({ state: 'up', epoch: 2 })
  })

  test('registers a host whose first edge was lost, once it is not under way', async () => {
    const world = makeWorld()
    const { wallMs: at } = world.clock.read()
    const beat = { hostId: asHostId('till-1'), at, awayMs: 0, facts: 0, mayRegister: true }
    await world.ctx.pulses.beat([beat])
    await world.pass(1_000)
    expect(await recordOf(world, 'till-1')).toBeUndefined()
    await world.pass(5_000)
    expect(await recordOf(world, 'till-1')).toMatchObject({ state: 'up' })
  })

  test('blames nobody for refused heartbeats, and gives each host a timeout after', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    world.clock.advance(10 * MINUTE)
    world.ctx.listening = refuse(world.ctx.listening, 'store', world.clock.read().wallMs)
    await world.pass(2 * MINUTE)
    expect(await openIncidents(world)).toEqual([])
    await world.pass(1)
    expect(await openIncidents(world)).toEqual(['till-1~1'])
  })

  test('blames nobody for a stall of ours, and finds the dead one timeout later', async () => {
    const world = makeWorld()
    await world.beat(['dead', 'alive'], minutely)
    world.clock.advance(30 * MINUTE)
    await observe(world.ctx)
    await sweep(world.ctx)
    await world.pass(MINUTE)
    await world.beat('alive')
    await world.pass(MINUTE)
    expect(await openIncidents(world)).toEqual([])
    await world.pass(1)
    expect(await openIncidents(world)).toEqual(['dead~1'])
  })

  test('finds a dead host one timeout after the clock was set back', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    world.clock.advance(250)
    world.clock.step(-3_600_000)
    await observe(world.ctx)
    await world.pass(2 * MINUTE)
    expect(await openIncidents(world)).toEqual([])
    await world.pass(1)
    expect(await openIncidents(world)).toEqual(['till-1~1'])
  })

  test('waits for a host that said how long it would be gone', async () => {
    const world = makeWorld()
    await world.beat('ship-1', { ...minutely, awayMs: 60 * MINUTE })
    await world.pass(60 * MINUTE)
    expect(await openIncidents(world)).toEqual([])
    await world.pass(1)
    expect(await openIncidents(world)).toEqual(['ship-1~1'])
  })

  test('a late heartbeat for an incident of the past opens and closes nothing', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    await world.pass(2 * MINUTE + 1)
    const stale = { at: world.clock.read().wallMs - 3 * MINUTE, awayMs: 0, facts: 0 }
    await world.ctx.pulses.beat([{ hostId: asHostId('till-1'), mayRegister: true, ...stale }])
    await world.pass(1)
    expect(await openIncidents(world)).toEqual(['till-1~1'])
  })

  test('opens the incident at once though another changes the record at that moment', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    const { write } = world.ctx.records
    let raced = false
    world.ctx.records.write = async (writes) => {
      if (writes.some(({ kind }) => kind === 'host') && !raced) {
        raced = true
        await fanOut({ ...world.ctx, records: { ...world.ctx.records, write } })
      }
      return write(writes)
    }
    world.clock.advance(2 * MINUTE + 1)
    world.ctx.listening = { ...world.ctx.listening, heardUntil: world.clock.read().wallMs }
    await sweep(world.ctx)
    expect(raced).toBe(true)
    expect(await openIncidents(world)).toEqual(['till-1~1'])
  })

  test('finds a host that beats on, whose record was written by a write that failed', async () => {
    const world = makeWorld()
    await world.beat('till-1', minutely)
    const { write } = world.ctx.records
    world.ctx.records.write = async (writes) => {
      await write(writes)
      if (writes.some(({ kind }) => kind !== 'host')) return writes.map(() => true)
      await world.beat('till-1')
      throw new FlatlineError('store_unavailable', 'The answer was lost.')
    }
    await expect(world.pass(2 * MINUTE + 1)).rejects.toThrow('The answer was lost.')
    expect(await recordOf(world, 'till-1')).toMatchObject({ state: 'missing' })
    world.ctx.records.write = write
    await world.pass(1)
    expect(await recordOf(world, 'till-1')).toMatchObject({ state: 'up' })
  })
})
