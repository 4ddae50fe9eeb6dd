import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { KeyId, SubscriptionId } from '../core/ids.ts'
import { createSilence } from './create-silence.ts'
import { createSubscription } from './create-subscription.ts'
import { editSubscription } from './edit-subscription.ts'
import { housekeep, REMOVED_MAX } from './housekeep.ts'
import { listAudit } from './list-audit.ts'
import { openSession } from './open-session.ts'
import { recordAudit } from './record-audit.ts'
import type { RecordKind } from './record-kinds.ts'
import { replayOnce } from './replay-once.ts'
import { toWrite } from './write-record.ts'

const DAY_MS = 86_400_000

function countOf({ ctx }: World, kind: RecordKind): Promise<number> {
  return ctx.records.count(kind, {})
}

async function daysLater(world: World, days: number): Promise<void> {
  world.clock.advance(days * DAY_MS)
  await housekeep(world.ctx)
}

/** A host went missing, and the one subscription was told. */
async function aToldSilence(world: World): Promise<SubscriptionId> {
  const channel = { kind: 'log' } as const
  const { subscription } = await createSubscription(world.ctx, { name: 'ops', channel })
  await world.beat('till-1')
  await world.pass(600_001)
  await world.pass(10_000)
  await world.dispatchDue()
  return subscription.value.id
}

describe('housekeeping', () => {
  test('removes sessions when they expire and answers after a day, not earlier', async () => {
    const world = makeWorld()
    const { key } = await world.key(['admin'])
    await openSession(world.ctx, { key })
    const answer = { status: 201, location: '', body: '' }
    const input = { keyId: key.id, idempotencyKey: 'a', requestHash: 'b' }
    await replayOnce(world.ctx, input, async () => ({ answer, stored: answer }))
    await housekeep(world.ctx)
    expect([await countOf(world, 'session'), await countOf(world, 'replay')]).toEqual([1, 1])
    await daysLater(world, 0.5)
    expect([await countOf(world, 'session'), await countOf(world, 'replay')]).toEqual([0, 1])
    await daysLater(world, 0.5)
    expect(await countOf(world, 'replay')).toBe(0)
  })

  test('keeps what was told for 90 days', async () => {
    const world = makeWorld()
    await aToldSilence(world)
    await daysLater(world, 89.9)
    expect([await countOf(world, 'entry'), await countOf(world, 'delivery')]).toEqual([1, 1])
    await daysLater(world, 0.2)
    expect(await countOf(world, 'entry')).toBe(0)
  })

  test('removes a delivery after 90 days, never the latest: no id comes twice', async () => {
    const world = makeWorld()
    const id = await aToldSilence(world)
    await world.beat('till-1')
    await world.pass(60_000)
    await world.pass(10_000)
    await world.dispatchDue()
    await daysLater(world, 89.9)
    expect(await countOf(world, 'delivery')).toBe(2)
    await daysLater(world, 0.2)
    expect(await world.ctx.records.get('delivery', [`${id}~1`])).toEqual([undefined])
    await daysLater(world, 400)
    await world.beat('till-2')
    await world.pass(600_001)
    await world.pass(10_000)
    await world.dispatchDue()
    const ids = world.sent.map(({ message }) => message.notificationId)
    expect(ids).toEqual([`${id}~1`, `${id}~2`, `${id}~3`])
  })

  test('keeps an incident for 400 days, and for ever while it is open', async () => {
    const world = makeWorld()
    await aToldSilence(world)
    await daysLater(world, 800)
    expect(await countOf(world, 'incident')).toBe(1)
    await world.beat('till-1')
    await world.pass(0)
    await housekeep(world.ctx)
    expect(await countOf(world, 'incident')).toBe(1)
    await daysLater(world, 400)
    expect(await countOf(world, 'incident')).toBe(0)
  })

  test('never removes what still waits, nor the claims of an unfinished delivery', async () => {
    const world = makeWorld()
    const id = await aToldSilence(world)
    await editSubscription(world.ctx, { id, ifVersion: null, groupIntervalMs: 800 * DAY_MS })
    await world.beat('till-1')
    await world.pass(1_000)
    world.answerWith('log', { kind: 'failed', detail: 'disk full' })
    const { items } = await world.ctx.records.list('delivery', { limit: 1 })
    const [delivery] = items
    if (delivery === undefined) throw new Error('there is no delivery')
    const retrying = { ...delivery.value, state: 'retrying', endedAt: null } as const
    await world.ctx.records.write([toWrite('delivery', retrying.id, retrying, delivery.version)])
    await daysLater(world, 700)
    expect(await countOf(world, 'entry')).toBe(2)
    expect(await countOf(world, 'delivery')).toBe(1)
  })

  test('ends what waits for a subscription that is gone, and removes it a run later', async () => {
    const world = makeWorld()
    const id = await aToldSilence(world)
    await world.beat('till-1')
    await world.pass(1_000)
    const [subscription] = await world.ctx.records.get('subscription', [id])
    await world.ctx.records.write([toWrite('subscription', id, null, subscription?.version ?? 0)])
    await daysLater(world, 91)
    await housekeep(world.ctx)
    expect([await countOf(world, 'entry'), await countOf(world, 'mailbox')]).toEqual([0, 0])
  })

  test('removes silences a month after their end, and the audit after 400 days', async () => {
    const world = makeWorld()
    const [from, to] = [world.now(), world.now() + DAY_MS]
    await createSilence(world.ctx, { match: {}, from, to, reason: 'x', createdBy: 'ada' })
    const key = { id: 'aaaaaaaa' as KeyId, name: 'ada' }
    await recordAudit(world.ctx, { key, action: 'x', target: 'x', status: 200, from: 'x' })
    await daysLater(world, 30.9)
    expect(await countOf(world, 'silence')).toBe(1)
    await daysLater(world, 0.2)
    expect([await countOf(world, 'silence'), await countOf(world, 'audit')]).toEqual([0, 1])
    await daysLater(world, 369)
    expect((await listAudit(world.ctx, { limit: 1 })).items).toEqual([])
  })

  test('removes a bounded number per run, and all of it in the end', async () => {
    const world = makeWorld()
    const key = { id: 'aaaaaaaa' as KeyId, name: 'ada' }
    const line = { key, action: 'x', target: 'x', status: 200, from: 'x' }
    for (let i = 0; i < REMOVED_MAX + 10; i++) await recordAudit(world.ctx, line)
    await daysLater(world, 401)
    expect(await countOf(world, 'audit')).toBe(10)
    await housekeep(world.ctx)
    expect(await countOf(world, 'audit')).toBe(0)
  })
})
