import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld } from '../../test/kit/world.ts'
import { acknowledgeIncident } from './acknowledge-incident.ts'
import { createSilence } from './create-silence.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteSilence } from './delete-silence.ts'
import { deleteSubscription } from './delete-subscription.ts'
import { getIncident } from './get-incident.ts'
import { listIncidents } from './list-incidents.ts'

async function twoIncidents() {
  const world = makeWorld()
  const channel = { kind: 'log' } as const
  const ops = await createSubscription(world.ctx, { name: 'ops', channel })
  await world.beat('till-1', { facts: { site: '0412' } })
  await world.pass(1_000)
  await world.beat('till-2')
  await world.pass(610_000)
  await world.pass(10_000)
  await world.dispatchDue()
  await world.beat('till-1')
  await world.pass(1_000)
  await world.pass(60_000)
  await world.dispatchDue()
  return { ...world, opsId: ops.subscription.value.id }
}

/** till-1 goes missing while all is silenced. */
async function silencedIncident() {
  const world = makeWorld()
  const { ctx, clock } = world
  await createSubscription(ctx, { name: 'ops', channel: { kind: 'log' } })
  const from = clock.read().wallMs
  const silence = { match: {}, from, to: from + 7_200_000, reason: 'new tills', createdBy: 'ada' }
  const { value } = await createSilence(ctx, silence)
  await world.beat('till-1')
  await world.pass(610_000)
  await world.pass(10_000)
  await world.dispatchDue()
  return { world, silence: value }
}

describe('incidents', () => {
  test('are listed newest first, by the deadline that passed', async () => {
    const { ctx } = await twoIncidents()
    const { items } = await listIncidents(ctx, { limit: 10 })
    expect(items.map(({ value }) => value.id)).toEqual(['till-2~1', 'till-1~1'])
  })

  test('are narrowed by state, site and host', async () => {
    const { ctx } = await twoIncidents()
    const idsOf = async (query: Omit<Parameters<typeof listIncidents>[1], 'limit'>) => {
      const { items } = await listIncidents(ctx, { ...query, limit: 10 })
      return items.map(({ value }) => value.id)
    }
    expect(await idsOf({ state: 'open' })).toEqual(['till-2~1'])
    expect(await idsOf({ state: 'resolved' })).toEqual(['till-1~1'])
    expect(await idsOf({ site: '0412' })).toEqual(['till-1~1'])
    expect(await idsOf({ hostId: asHostId('till-2'), state: 'resolved' })).toEqual([])
  })

  test('show who was told what about them', async () => {
    const { ctx } = await twoIncidents()
    const view = await getIncident(ctx, 'till-1~1')
    expect(view.incident.value).toMatchObject({ hostId: 'till-1', state: 'resolved' })
    expect(view.deliveries).toMatchObject([
      { subscriptionName: 'ops', events: ['host.missing'], delivery: { state: 'sent' } },
      { subscriptionName: 'ops', events: ['host.recovered'], delivery: { state: 'sent' } },
    ])
  })

  test('still show it after the subscription was deleted', async () => {
    const { ctx, opsId } = await twoIncidents()
    await deleteSubscription(ctx, { id: opsId })
    const { deliveries } = await getIncident(ctx, 'till-2~1')
    expect(deliveries).toMatchObject([{ subscriptionName: null, events: ['host.missing'] }])
  })

  test('show which silence keeps them from being told, while it does', async () => {
    const { world, silence } = await silencedIncident()
    const { ctx } = world
    const held = await getIncident(ctx, 'till-1~1')
    expect(held).toMatchObject({
      deliveries: [],
      silences: [{ id: silence.id, reason: 'new tills' }],
    })

    await deleteSilence(ctx, { id: silence.id })
    await world.pass(60_000)
    await world.dispatchDue()
    const told = await getIncident(ctx, 'till-1~1')
    expect(told).toMatchObject({ deliveries: [{ subscriptionName: 'ops' }], silences: [] })
  })

  test('show which silence they began and ended in', async () => {
    const { world } = await silencedIncident()
    const { ctx } = world
    await world.beat('till-1')
    await world.pass(60_000)
    await world.dispatchDue()
    const { incident, deliveries, silences } = await getIncident(ctx, 'till-1~1')
    expect(incident.value.state).toBe('resolved')
    expect(deliveries).toEqual([])
    expect(silences).toMatchObject([{ reason: 'new tills' }])
  })

  test('keep the name of whoever acknowledged them first', async () => {
    const { ctx, clock } = await twoIncidents()
    const first = await acknowledgeIncident(ctx, { id: 'till-2~1', by: 'ada' })
    expect(first.value).toMatchObject({
      acknowledgedBy: 'ada',
      acknowledgedAt: clock.read().wallMs,
    })
    clock.advance(1_000)
    expect(await acknowledgeIncident(ctx, { id: 'till-2~1', by: 'bob' })).toEqual(first)
  })

  test('are not found under another id', async () => {
    const { ctx } = await twoIncidents()
    await expect(getIncident(ctx, 'till-1~2')).rejects.toMatchObject({ code: 'not_found' })
    const call = acknowledgeIncident(ctx, { id: 'nobody~1', by: 'ada' })
    await expect(call).rejects.toMatchObject({ code: 'not_found' })
  })
})
