import { describe, expect, test } from 'vitest'
import { crashAtEveryStep, crashingStores } from '../../test/kit/crashing-stores.ts'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { SubscriptionId } from '../core/ids.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteSubscription } from './delete-subscription.ts'
import { dispatch } from './dispatch.ts'
import { editSubscription } from './edit-subscription.ts'

async function busyMailbox(world: World): Promise<SubscriptionId> {
  const channel = { kind: 'webhook', url: 'https://hooks.example.com/x' } as const
  const { subscription } = await createSubscription(world.ctx, { name: 'hook', channel })
  world.answerWith('webhook', { kind: 'failed', detail: '503', retryAfterMs: 3_600_000 })
  await world.beat('till-1')
  await world.pass(100_000)
  await world.beat('till-2')
  await world.pass(510_001)
  await world.pass(10_000)
  await world.dispatchDue()
  await world.pass(200_000)
  return subscription.value.id
}

async function leftOf({ ctx }: World, id: SubscriptionId) {
  const waiting = await ctx.records.list('entry', { where: { waitingIn: id }, limit: 10 })
  const deliveries = await ctx.records.list('delivery', {
    where: { subscriptionId: id },
    limit: 10,
  })
  const [mailbox] = await ctx.records.get('mailbox', [id])
  const [subscription] = await ctx.records.get('subscription', [id])
  const states = deliveries.items.map(({ value }) => value.state)
  return { waiting: waiting.items.length, states, mailbox, subscription }
}

const NOTHING = { waiting: 0, states: ['dead'], mailbox: undefined, subscription: undefined }

describe('deleting a subscription', () => {
  test('drops what waits, and ends what is being delivered with the reason', async () => {
    const world = makeWorld()
    const id = await busyMailbox(world)
    expect(await leftOf(world, id)).toMatchObject({ waiting: 1, states: ['retrying'] })
    await deleteSubscription(world.ctx, { id })
    expect(await leftOf(world, id)).toEqual(NOTHING)
    const { items } = await world.ctx.records.list('delivery', { limit: 1 })
    const last = items[0]?.value.attempts.at(-1)
    expect(last).toMatchObject({ outcome: 'refused', detail: 'The subscription was deleted.' })
  })

  test('leaves no mailbox behind, though a dispatcher still sees it and what waited', async () => {
    const world = makeWorld()
    const { subscription } = await createSubscription(world.ctx, {
      name: 'log',
      channel: { kind: 'log' },
    })
    const { id } = subscription.value
    await world.beat('till-1')
    await world.pass(610_001)
    await world.pass(10_000)
    await world.dispatchDue()
    await world.beat('till-2')
    await world.pass(610_001)
    await world.pass(60_000)
    const [mailbox] = await world.ctx.records.get('mailbox', [id])
    const version = mailbox?.version ?? 0
    await world.ctx.records.write([{ kind: 'mailbox', id, value: null, ifVersion: version }])
    expect(await dispatch(world.ctx, id)).toBeNull()
    expect(await leftOf(world, id)).toMatchObject({ waiting: 1, mailbox: undefined })
    expect(world.sent).toHaveLength(1)
  })

  test('sends nothing any more', async () => {
    const world = makeWorld()
    await deleteSubscription(world.ctx, { id: await busyMailbox(world) })
    await world.pass(7 * 86_400_000)
    await world.dispatchDue()
    expect(world.sent).toHaveLength(1)
  })

  test('is finished by a repetition, whichever step a crash came before', async () => {
    const ids = new WeakMap<World, SubscriptionId>()
    const idOf = (world: World) => ids.get(world) ?? ('' as SubscriptionId)
    const prepare = async () => {
      const stores = crashingStores()
      const world = makeWorld(stores)
      ids.set(world, await busyMailbox(world))
      return { world, stores }
    }
    const crashes = await crashAtEveryStep(
      prepare,
      (world) => deleteSubscription(world.ctx, { id: idOf(world) }),
      async (world) => expect(await leftOf(world, idOf(world))).toEqual(NOTHING),
    )
    expect(crashes).toBe(6)
  })

  test('may be taken back until it is finished: the next message has the next number', async () => {
    const numbers: string[] = []
    for (let step = 1; ; step++) {
      const stores = crashingStores()
      const world = makeWorld(stores)
      const id = await busyMailbox(world)
      stores.crashAt(step)
      await expect(deleteSubscription(world.ctx, { id })).rejects.toThrow('crashed here')
      stores.crashAt(null)
      if ((await leftOf(world, id)).subscription === undefined) break
      await editSubscription(world.ctx, { id, ifVersion: null, active: true })
      await world.beat('till-3')
      await world.pass(610_001)
      await world.pass(100_000)
      await world.dispatchDue()
      const told = world.sent.filter(({ message }) => message.subject.includes('till-3'))
      expect(told).toHaveLength(1)
      numbers.push(told[0]?.message.notificationId.split('~')[1] ?? '')
      expect((await leftOf(world, id)).waiting).toBe(0)
    }
    expect(numbers).toEqual(['2', '2', '2', '2', '2'])
  })

  test('refuses a version that is not the one that was seen', async () => {
    const world = makeWorld()
    const id = await busyMailbox(world)
    const call = deleteSubscription(world.ctx, { id, ifVersion: 7 })
    await expect(call).rejects.toMatchObject({ code: 'precondition_failed' })
    expect((await leftOf(world, id)).subscription).toBeDefined()
  })
})

test('a deletion that was not finished does not spare an address its confirmation', async () => {
  const settings = { emailDomains: ['own.example'] }
  const world = makeWorld({ settings })
  const channel = { kind: 'email', to: ['someone@foreign.example'] } as const
  const { subscription } = await createSubscription(world.ctx, { name: 'mail', channel })
  const { id } = subscription.value
  const records = {
    ...world.ctx.records,
    list: async () => Promise.reject(new Error('crash after the first step')),
  }
  const call = deleteSubscription({ ...world.ctx, records }, { id })
  await expect(call).rejects.toThrow('crash')
  const back = editSubscription(world.ctx, { id, ifVersion: null, active: true })
  await expect(back).rejects.toMatchObject({ code: 'subscription_inactive' })
})
