import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { FlatlineError } from '../core/problem.ts'
import { DEFAULT_EVENTS } from '../core/subscription.ts'
import { createSubscription } from './create-subscription.ts'
import { listSubscriptions } from './list-subscriptions.ts'

const WEBHOOK = { kind: 'webhook', url: 'https://hooks.example.com/x' } as const

describe('creating a subscription', () => {
  test('hears of what is missing and back, everywhere, unless told otherwise', async () => {
    const { ctx } = makeWorld()
    const { subscription, secret } = await createSubscription(ctx, {
      name: 'ops',
      channel: { kind: 'log' },
    })
    expect(secret).toBeNull()
    expect(subscription.value).toMatchObject({
      state: 'active',
      events: DEFAULT_EVENTS,
      match: {},
      groupWaitMs: 10_000,
      groupIntervalMs: 60_000,
    })
  })

  test('makes up a webhook secret of 33 bytes and shows it', async () => {
    const { ctx } = makeWorld()
    const made = await createSubscription(ctx, { name: 'hook', channel: WEBHOOK })
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{44}$/)
    expect(Buffer.from(made.secret?.slice(6) ?? '', 'base64')).toHaveLength(33)
    expect(made.subscription.value.channel).toEqual({ ...WEBHOOK, secret: made.secret })
  })

  test('takes a secret that is given, and does not show it again', async () => {
    const { ctx } = makeWorld()
    const channel = { ...WEBHOOK, secret: 'whsec_given' }
    const made = await createSubscription(ctx, { name: 'hook', channel })
    expect(made.secret).toBeNull()
    expect(made.subscription.value.channel).toEqual(channel)
  })

  test('asks the channel first, and stores nothing that cannot work', async () => {
    const { ctx, refuseTargets } = makeWorld()
    refuseTargets(
      'webhook',
      new FlatlineError('forbidden_url', 'The URL leads to a private network.'),
    )
    const call = createSubscription(ctx, { name: 'hook', channel: WEBHOOK })
    await expect(call).rejects.toMatchObject({ code: 'forbidden_url' })
    expect((await listSubscriptions(ctx, { limit: 10 })).items).toEqual([])
  })

  test('ends at 1,000', async () => {
    const { ctx } = makeWorld()
    const input = { name: 'ops', channel: { kind: 'log' } } as const
    for (let i = 0; i < 1_000; i++) await createSubscription(ctx, input)
    await expect(createSubscription(ctx, input)).rejects.toMatchObject({ code: 'limit_reached' })
  })
})
