import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import { confirmSubscription } from './confirm-subscription.ts'
import { createSubscription } from './create-subscription.ts'
import { editSubscription } from './edit-subscription.ts'
import { getSubscription } from './get-subscription.ts'
import { testSubscription } from './test-subscription.ts'

const OWN = 'ops@example.com'
const FOREIGN = 'ada@example.org'

function aWorld(): World {
  return makeWorld({ settings: { emailDomains: ['example.com'] } })
}

async function subscribe(world: World, ...to: string[]) {
  const input = { name: 'ops', channel: { kind: 'email', to } } as const
  return (await createSubscription(world.ctx, input)).subscription.value
}

function tokenOf(world: World): string {
  const note = world.sent.at(-1)?.message.note ?? ''
  return /confirm\?token=([0-9A-Za-z]+)/.exec(note)?.[1] ?? ''
}

describe('an e-mail address', () => {
  test('inside the operator’s domains, in any case, needs no confirmation', async () => {
    const world = aWorld()
    expect(await subscribe(world, 'Ops@EXAMPLE.com')).toMatchObject({ state: 'active' })
    expect(world.sent).toEqual([])
  })

  test.each(['ada@example.org', 'ada@sub.example.com', 'ada@notexample.com'])(
    'outside of them must confirm: %s',
    async (address) => {
      expect(await subscribe(aWorld(), address)).toMatchObject({ state: 'unconfirmed' })
    },
  )

  test('gets a link that goes to it alone, and is active once it is followed', async () => {
    const world = aWorld()
    const { id } = await subscribe(world, OWN, FOREIGN)
    expect(world.sent).toMatchObject([
      { target: { kind: 'email', to: [FOREIGN] }, message: { type: 'flatline.confirm' } },
    ])
    const link = `https://flatline.example/v1/subscriptions/${id}/confirm?token=`
    expect(world.sent[0]?.message.note).toContain(link)
    const confirmed = await confirmSubscription(world.ctx, { id, token: tokenOf(world) })
    expect(confirmed.value).toMatchObject({ state: 'active', stateReason: null })
    expect(await confirmSubscription(world.ctx, { id, token: tokenOf(world) })).toEqual(confirmed)
  })

  test('cannot agree for another: only one may have to confirm', async () => {
    const call = subscribe(aWorld(), FOREIGN, 'bob@example.net')
    await expect(call).rejects.toMatchObject({ code: 'too_many' })
  })

  test('is not confirmed by a wrong token, nor by one for another subscription', async () => {
    const world = aWorld()
    const { id } = await subscribe(world, FOREIGN)
    await subscribe(world, 'bob@example.net')
    for (const attempt of [
      { id, token: tokenOf(world) },
      { id, token: '' },
      { id: 'nobody', token: tokenOf(world) },
    ]) {
      const call = confirmSubscription(world.ctx, attempt)
      await expect(call).rejects.toMatchObject({ code: 'invalid_token' })
    }
    expect((await getSubscription(world.ctx, id)).value.state).toBe('unconfirmed')
  })

  test('does not find its way around the link by edits or tests', async () => {
    const world = aWorld()
    const { id } = await subscribe(world, FOREIGN)
    for (const active of [true, false, true]) {
      await editSubscription(world.ctx, { id, ifVersion: null, active }).catch(() => undefined)
    }
    expect((await getSubscription(world.ctx, id)).value.state).toBe('unconfirmed')
    const call = testSubscription(world.ctx, { id })
    await expect(call).rejects.toMatchObject({ code: 'subscription_inactive' })
    expect(world.sent).toHaveLength(1)
  })

  test('gets a new link when the channel is saved again; the old one ends', async () => {
    const world = aWorld()
    const { id, channel } = await subscribe(world, FOREIGN)
    const old = tokenOf(world)
    await editSubscription(world.ctx, { id, ifVersion: null, channel })
    const call = confirmSubscription(world.ctx, { id, token: old })
    await expect(call).rejects.toMatchObject({ code: 'invalid_token' })
    const confirmed = await confirmSubscription(world.ctx, { id, token: tokenOf(world) })
    expect(confirmed.value.state).toBe('active')
  })

  test('that has confirmed need not do so again when the rest is edited', async () => {
    const world = aWorld()
    const { id } = await subscribe(world, FOREIGN)
    await confirmSubscription(world.ctx, { id, token: tokenOf(world) })
    const channel = { kind: 'email', to: [OWN, FOREIGN] } as const
    const edited = await editSubscription(world.ctx, { id, ifVersion: null, channel, name: 'x' })
    expect(edited.subscription.value.state).toBe('active')
    const other = { kind: 'email', to: ['bob@example.net'] } as const
    const moved = await editSubscription(world.ctx, { id, ifVersion: null, channel: other })
    expect(moved.subscription.value.state).toBe('unconfirmed')
  })

  test('whose link could not be sent is shown with the reason and the cure', async () => {
    const world = aWorld()
    world.answerWith('email', { kind: 'failed', detail: 'connection refused' })
    const { state, stateReason } = await subscribe(world, FOREIGN)
    expect(state).toBe('unconfirmed')
    expect(stateReason).toContain('connection refused')
    expect(stateReason).toContain('Save the channel again')
  })

  test('cannot be asked to confirm while the server does not know its own URL', async () => {
    const world = makeWorld({ settings: { emailDomains: [], publicUrl: null } })
    const call = subscribe(world, FOREIGN)
    await expect(call).rejects.toMatchObject({ code: 'public_url_not_configured' })
  })
})
