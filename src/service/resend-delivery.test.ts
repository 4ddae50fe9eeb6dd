import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteSubscription } from './delete-subscription.ts'
import { editSubscription } from './edit-subscription.ts'
import { getDelivery } from './get-delivery.ts'
import { listDeliveries } from './list-deliveries.ts'
import { resendDelivery } from './resend-delivery.ts'

/** One delivery was refused, so that it is dead and its subscription disabled. */
async function aDeadDelivery() {
  const world = makeWorld()
  const channel = { kind: 'webhook', url: 'https://hooks.example.com/x' } as const
  const { subscription } = await createSubscription(world.ctx, { name: 'hook', channel })
  world.answerWith('webhook', { kind: 'refused', detail: '410 Gone' })
  await world.beat('till-1')
  await world.pass(600_001)
  await world.pass(10_000)
  await world.dispatchDue()
  const { items } = await listDeliveries(world.ctx, { state: 'dead', limit: 10 })
  const id = items[0]?.value.id ?? 'none'
  return { world, id, subscriptionId: subscription.value.id }
}

describe('resending a delivery', () => {
  test('sends the same words under the same id', async () => {
    const { world, id, subscriptionId } = await aDeadDelivery()
    await editSubscription(world.ctx, { id: subscriptionId, ifVersion: null, active: true })
    expect((await resendDelivery(world.ctx, { id })).value.state).toBe('pending')
    await world.dispatchDue()
    expect(world.sent).toHaveLength(2)
    expect(world.sent[1]).toEqual(world.sent[0])
    expect((await getDelivery(world.ctx, id)).value).toMatchObject({ state: 'sent' })
  })

  test('goes before what came later', async () => {
    const { world, id, subscriptionId } = await aDeadDelivery()
    await editSubscription(world.ctx, { id: subscriptionId, ifVersion: null, active: true })
    await world.beat('till-1')
    await world.pass(0)
    await world.pass(100_000)
    await resendDelivery(world.ctx, { id })
    await world.dispatchDue()
    expect(world.sent.slice(1).map(({ message }) => message.type)).toEqual([
      'hosts.missing',
      'hosts.recovered',
    ])
    const { items } = await listDeliveries(world.ctx, { subscriptionId, limit: 10 })
    expect(items.map(({ value }) => [value.sequence, value.state])).toEqual([
      [2, 'sent'],
      [1, 'sent'],
    ])
  })

  test('changes nothing about one that is waiting to be sent anyway', async () => {
    const { world, id, subscriptionId } = await aDeadDelivery()
    await editSubscription(world.ctx, { id: subscriptionId, ifVersion: null, active: true })
    const first = await resendDelivery(world.ctx, { id })
    world.clock.advance(1_000)
    expect(await resendDelivery(world.ctx, { id })).toEqual(first)
  })

  test('is refused while nobody would send it, with the cure', async () => {
    const { world, id, subscriptionId } = await aDeadDelivery()
    const disabled = resendDelivery(world.ctx, { id })
    await expect(disabled).rejects.toMatchObject({
      code: 'subscription_inactive',
      hint: expect.stringContaining('"active": true'),
    })
    await deleteSubscription(world.ctx, { id: subscriptionId })
    const deleted = resendDelivery(world.ctx, { id })
    await expect(deleted).rejects.toMatchObject({ code: 'subscription_inactive' })
    expect((await getDelivery(world.ctx, id)).value.state).toBe('dead')
  })
})
