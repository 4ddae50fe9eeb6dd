import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld } from '../../test/kit/world.ts'
import { getHost } from './get-host.ts'
import { listIncidents } from './list-incidents.ts'
import { pauseHost } from './pause-host.ts'
import { retireHost } from './retire-host.ts'

const TILL = asHostId('till-1')

describe.each([
  { verb: pauseHost, state: 'paused' },
  { verb: retireHost, state: 'retired' },
] as const)('a host that was $state', ({ verb, state }) => {
  test('is never missing', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    expect(await verb(world.ctx, { hostId: TILL })).toMatchObject({ state, deadlineAt: null })
    await world.pass(86_400_000)
    expect((await getHost(world.ctx, TILL)).state).toBe(state)
  })

  test('is not brought back by a heartbeat', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    await verb(world.ctx, { hostId: TILL })
    await world.beat('till-1')
    await world.pass(1_000)
    expect((await getHost(world.ctx, TILL)).state).toBe(state)
  })

  test('has its open incident withdrawn', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    await world.pass(600_001)
    await verb(world.ctx, { hostId: TILL })
    await world.pass(0)
    const { items } = await listIncidents(world.ctx, { limit: 10 })
    expect(items.map(({ value }) => value)).toMatchObject([
      { state: 'resolved', resolution: state, resolvedAt: world.now() },
    ])
  })

  test('stays as it is when asked again', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    const first = await verb(world.ctx, { hostId: TILL })
    world.clock.advance(1_000)
    expect(await verb(world.ctx, { hostId: TILL })).toEqual(first)
  })
})

test('a host whose outbox is full is paused after its events were placed', async () => {
  const world = makeWorld()
  await world.beat('till-1')
  const { record } = await getHost(world.ctx, TILL)
  const [event] = record.value.pendingEvents
  const pendingEvents = event === undefined ? [] : Array.from({ length: 8 }, () => event)
  const full = { ...record.value, pendingEvents }
  await world.ctx.records.write([
    { kind: 'host', id: TILL, value: full, ifVersion: record.version },
  ])
  const paused = await pauseHost(world.ctx, { hostId: TILL })
  expect(paused.record.value).toMatchObject({ state: 'paused', pendingEvents: [] })
})
