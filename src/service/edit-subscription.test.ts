import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { createSubscription } from './create-subscription.ts'
import { editSubscription } from './edit-subscription.ts'
import { testSubscription } from './test-subscription.ts'

const WEBHOOK = { kind: 'webhook', url: 'https://hooks.example.com/x' } as const

async function aWebhook() {
  const world = makeWorld()
  const made = await createSubscription(world.ctx, { name: 'hook', channel: WEBHOOK })
  return { ...world, id: made.subscription.value.id, secret: made.secret }
}

describe('editing a subscription', () => {
  test('keeps what is not named', async () => {
    const { ctx, id } = await aWebhook()
    const { subscription } = await editSubscription(ctx, {
      id,
      ifVersion: 1,
      match: { site: '04*' },
      groupWaitMs: 0,
    })
    expect(subscription).toMatchObject({
      version: 2,
      value: { name: 'hook', match: { site: '04*' }, groupWaitMs: 0, groupIntervalMs: 60_000 },
    })
  })

  test('attempts at once what waited for a receiver that is now mended', async () => {
    const world = await aWebhook()
    world.answerWith('webhook', { kind: 'failed', detail: '400', retryAfterMs: 3_600_000 })
    await world.beat('till-1')
    await world.pass(600_001)
    await world.pass(10_000)
    await world.dispatchDue()
    const channel = { kind: 'webhook', url: 'https://hooks.example.com/mended' } as const
    await editSubscription(world.ctx, { id: world.id, ifVersion: null, channel })
    await world.dispatchDue()
    expect(world.sent.map(({ target }) => target)).toMatchObject([WEBHOOK, channel])
    expect(new Set(world.sent.map(({ message }) => message.notificationId)).size).toBe(1)
  })

  test('refuses an edit of an old version', async () => {
    const { ctx, id } = await aWebhook()
    await editSubscription(ctx, { id, ifVersion: 1, name: 'a' })
    const late = editSubscription(ctx, { id, ifVersion: 1, name: 'b' })
    await expect(late).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('keeps a webhook’s secret under a new URL, and shows only a new one', async () => {
    const { ctx, id, secret } = await aWebhook()
    const channel = { kind: 'webhook', url: 'https://hooks.example.com/y' } as const
    const moved = await editSubscription(ctx, { id, ifVersion: null, channel })
    expect(moved).toMatchObject({ secret: null, subscription: { value: { channel: { secret } } } })
    await editSubscription(ctx, { id, ifVersion: null, channel: { kind: 'log' } })
    const back = await editSubscription(ctx, { id, ifVersion: null, channel })
    expect(back.secret).toMatch(/^whsec_/)
    expect(back.secret).not.toBe(secret)
  })

  test('disables it by hand and brings it back, also after a refusal', async () => {
    const { ctx, id } = await aWebhook()
    const off = await editSubscription(ctx, { id, ifVersion: null, active: false })
    expect(off.subscription.value).toMatchObject({ state: 'disabled' })
    const on = await editSubscription(ctx, { id, ifVersion: null, active: true })
    expect(on.subscription.value).toMatchObject({ state: 'active', stateReason: null })
  })

  test('does not bring back a disabled one by the way', async () => {
    const { ctx, id } = await aWebhook()
    await editSubscription(ctx, { id, ifVersion: null, active: false })
    const channel = { kind: 'log' } as const
    const { subscription } = await editSubscription(ctx, { id, ifVersion: null, channel })
    expect(subscription.value.state).toBe('disabled')
  })
})

describe('testing a subscription', () => {
  test('shows the receiver’s real answer and stores nothing', async () => {
    const world = await aWebhook()
    world.answerWith('webhook', { kind: 'refused', detail: '410 Gone' })
    const first = await testSubscription(world.ctx, { id: world.id })
    expect(first).toEqual({ outcome: { kind: 'refused', detail: '410 Gone' }, durationMs: 0 })
    const second = await testSubscription(world.ctx, { id: world.id })
    expect(second.outcome.kind).toBe('accepted')
    expect(world.sent.map(({ message }) => message.type)).toEqual([
      'flatline.test',
      'flatline.test',
    ])
    expect((await world.ctx.records.list('delivery', { limit: 10 })).items).toEqual([])
    const [stored] = await world.ctx.records.get('subscription', [world.id])
    expect(stored).toMatchObject({ version: 1, value: { state: 'active' } })
  })
})
