import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { SilenceId, SubscriptionId } from '../core/ids.ts'
import { memoryRecords } from '../store/memory/records.ts'
import { createSilence } from './create-silence.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteSilence } from './delete-silence.ts'
import { editSubscription } from './edit-subscription.ts'
import type { Records, Write } from './ports.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

async function subscribe(world: World, rest: object = {}): Promise<SubscriptionId> {
  const wishes = { name: 'ops', channel: { kind: 'log' }, ...rest } as const
  return (await createSubscription(world.ctx, wishes)).subscription.value.id
}

/** Minutes in which these hosts are heard and others are not. */
async function live(world: World, minutes: number, beating: readonly string[]): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    await world.beat(beating)
    await world.pass(MINUTE)
    await world.dispatchDue()
  }
}

async function silenceAll(world: World, ms: number): Promise<SilenceId> {
  const from = world.now()
  const wishes = { match: {}, from, to: from + ms, reason: 'works', createdBy: 'ops' }
  return (await createSilence(world.ctx, wishes)).value.id
}

const subjects = (world: World) => world.sent.map(({ message }) => message.subject)

describe('a subscription that is disabled for a while', () => {
  test('tells who is still missing, and nothing of who came back meanwhile', async () => {
    const world = makeWorld()
    const id = await subscribe(world)
    await world.beat(['till-1', 'till-2'])
    await world.pass(11 * MINUTE)
    await editSubscription(world.ctx, { id, ifVersion: null, active: false })
    await world.beat('till-1')
    await world.pass(1_000)
    await editSubscription(world.ctx, { id, ifVersion: null, active: true })
    await live(world, 20, ['till-1'])
    expect(subjects(world)).toEqual(['Hosts missing [till-2]'])
  })
})

describe('a host whose labels change while it is missing', () => {
  test('is told to be back to those who were told that it is missing', async () => {
    const world = makeWorld()
    await subscribe(world, { match: { role: 'till' } })
    await world.beat('till-1', { facts: { labels: { role: 'till' } } })
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    await world.dispatchDue()
    await world.beat('till-1', { facts: { labels: { role: 'kiosk' } } })
    await live(world, 5, ['till-1'])
    expect(subjects(world)).toEqual(['Hosts missing [till-1]', 'Hosts recovered [till-1]'])
  })

  test('is not told to be back to those who never heard that it is missing', async () => {
    const world = makeWorld()
    await subscribe(world, { match: { role: 'kiosk' } })
    await world.beat('till-1', { facts: { labels: { role: 'till' } } })
    await world.pass(11 * MINUTE)
    await world.beat('till-1', { facts: { labels: { role: 'kiosk' } } })
    await live(world, 5, ['till-1'])
    expect(subjects(world)).toEqual([])
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    await world.dispatchDue()
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })
})

describe('a silence that is deleted while a group is gathered', () => {
  test('holds nothing back', async () => {
    const stored = memoryRecords()
    let beforeHolding: (() => Promise<void>) | null = null
    const records: Records = {
      ...stored,
      async write(writes) {
        const act = writes.some(isHeldBack) ? beforeHolding : null
        if (act !== null) beforeHolding = null
        await act?.()
        return stored.write(writes)
      },
    }
    const world = makeWorld({ records })
    await subscribe(world)
    const id = await silenceAll(world, 300 * DAY)
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await world.pass(MINUTE)
    beforeHolding = () => deleteSilence(world.ctx, { id })
    await world.dispatchDue()
    expect(beforeHolding).toBeNull()
    await world.pass(MINUTE)
    await world.dispatchDue()
    expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  })
})

function isHeldBack(write: Write): boolean {
  return write.kind === 'entry' && write.value !== null && write.value.silenceId !== null
}
