import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { Outcome } from '../core/delivery.ts'
import type { Subscription } from '../core/subscription.ts'
import { createSilence } from './create-silence.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteSilence } from './delete-silence.ts'
import { dispatch } from './dispatch.ts'

const MINUTE = 60_000
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }
const FAILED: Outcome = { kind: 'failed', detail: 'HTTP 500' }

async function subscribe(world: World, rest: object = {}): Promise<Subscription> {
  const made = await createSubscription(world.ctx, {
    name: 'ops',
    channel: { kind: 'log' },
    groupWaitMs: 10_000,
    groupIntervalMs: 60_000,
    ...rest,
  })
  return made.subscription.value
}

async function passAndDispatch(world: World, ms: number): Promise<void> {
  await world.pass(ms)
  await world.dispatchDue()
}

const subjects = (world: World) => world.sent.map(({ message }) => message.subject)

describe('telling people', () => {
  test('says once that hosts are missing, after their group has formed', async () => {
    const world = makeWorld()
    await subscribe(world)
    await world.beat(['till-1', 'till-2'], minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    expect(subjects(world)).toEqual([])
    await passAndDispatch(world, 10_000)
    await passAndDispatch(world, 10 * MINUTE)
    expect(subjects(world)).toEqual(['Hosts missing [till-1, till-2]'])
  })

  test('says that they are back, after the group interval', async () => {
    const world = makeWorld()
    await subscribe(world)
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    await world.beat('till-1')
    await passAndDispatch(world, 30_000)
    expect(subjects(world)).toHaveLength(1)
    await passAndDispatch(world, 30_000)
    expect(subjects(world)).toEqual(['Hosts missing [till-1]', 'Hosts recovered [till-1]'])
  })

  test('says nothing of a host that was back before anyone was told', async () => {
    const world = makeWorld()
    await subscribe(world)
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await world.beat('till-1')
    await passAndDispatch(world, 20_000)
    expect(subjects(world)).toEqual([])
  })

  test('tells of 10,000 disappearances in one message, by count and first names', async () => {
    const world = makeWorld()
    await subscribe(world)
    const ids = Array.from({ length: 10_000 }, (_, i) => `host-${String(i).padStart(5, '0')}`)
    for (let i = 0; i < ids.length; i += 1_000) await world.beat(ids.slice(i, i + 1_000), minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    expect(world.sent).toHaveLength(1)
    const message = world.sent[0]?.message
    expect(message).toMatchObject({ total: 10_000, type: 'hosts.missing' })
    expect(message?.subject).toMatch(/^Hosts missing \[host-00000, host-00001, .*more\)\]$/)
    expect(message?.subject.length).toBeLessThan(100)
  })

  test('waits for a mass that is being placed, and looks again at once when it is', async () => {
    const world = makeWorld()
    const { id } = await subscribe(world)
    await world.beat('till-1', minutely)
    await world.pass(2 * MINUTE + 1)
    await world.pass(10_000)
    world.ctx.placing = true
    expect(await dispatch(world.ctx, id)).toBe(world.now() + 250)
    expect(subjects(world)).toEqual([])
    world.ctx.placing = false
    await world.dispatchDue()
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })

  test('retries with the same id and the same words until it is taken', async () => {
    const world = makeWorld()
    await subscribe(world)
    world.answerWith('log', FAILED, FAILED, FAILED)
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    for (let i = 0; i < 8; i++) await passAndDispatch(world, 10_000)
    expect(world.sent).toHaveLength(4)
    expect(new Set(world.sent.map(({ message }) => JSON.stringify(message))).size).toBe(1)
  })

  test('keeps missing before recovered although the first message has to be retried', async () => {
    const world = makeWorld()
    await subscribe(world)
    world.answerWith('log', ...Array.from({ length: 5 }, () => FAILED))
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    await world.beat('till-1')
    for (let i = 0; i < 60; i++)
      await passAndDispatch(world, 10_000).then(() => world.beat('till-1'))
    expect([...new Set(subjects(world))]).toEqual([
      'Hosts missing [till-1]',
      'Hosts recovered [till-1]',
    ])
    expect(subjects(world).lastIndexOf('Hosts missing [till-1]')).toBe(5)
  })

  test('disables a subscription whose receiver refuses for good, and says why', async () => {
    const world = makeWorld()
    const { id } = await subscribe(world)
    world.answerWith('log', { kind: 'refused', detail: 'HTTP 410' })
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    const [subscription] = await world.ctx.records.get('subscription', [id])
    expect(subscription?.value).toMatchObject({ state: 'disabled', stateReason: 'HTTP 410' })
    const [delivery] = await world.ctx.records.get('delivery', [`${id}~1`])
    expect(delivery?.value.state).toBe('dead')
  })

  test('one endpoint that fails delays no other', async () => {
    const world = makeWorld()
    await subscribe(world, { name: 'broken', channel: { kind: 'email', to: ['a@example.com'] } })
    await subscribe(world)
    world.answerWith('email', ...Array.from({ length: 50 }, () => FAILED))
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    expect(world.sent.filter((each) => each.target.kind === 'log')).toHaveLength(1)
  })

  test('holds back what a silence covers, and tells it when the silence ends', async () => {
    const world = makeWorld()
    await subscribe(world)
    const from = world.now()
    const silence = { match: { hostId: 'till-*' }, from, to: from + 60 * MINUTE }
    await createSilence(world.ctx, { ...silence, reason: 'works', createdBy: 'ann' })
    await world.beat(['till-1', 'till-2'], minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    await world.beat('till-2', { timing: { intervalMs: 90 * MINUTE, timeoutMs: 90 * MINUTE } })
    await passAndDispatch(world, 50 * MINUTE)
    expect(subjects(world)).toEqual([])
    await passAndDispatch(world, 10 * MINUTE)
    await passAndDispatch(world, 10_000)
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })

  test('tells what a silence held as soon as it is lifted', async () => {
    const world = makeWorld()
    await subscribe(world)
    const from = world.now()
    const window = { match: {}, from, to: from + 60 * MINUTE, reason: 'works', createdBy: 'ann' }
    const silence = await createSilence(world.ctx, window)
    await world.beat('till-1', minutely)
    await passAndDispatch(world, 2 * MINUTE + 1)
    await passAndDispatch(world, 10_000)
    await deleteSilence(world.ctx, { id: silence.value.id })
    await passAndDispatch(world, 10_000)
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })
})
