import { describe, expect, test } from 'vitest'
import { crashAtEveryStep, crashingStores } from '../../test/kit/crashing-stores.ts'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { SilenceId } from '../core/ids.ts'
import { createSilence } from './create-silence.ts'
import { createSubscription } from './create-subscription.ts'
import { deleteSilence } from './delete-silence.ts'
import { listSilences } from './list-silences.ts'

const DAY_MS = 86_400_000

async function aSilencedTill(world: World): Promise<SilenceId> {
  await createSubscription(world.ctx, { name: 'ops', channel: { kind: 'log' } })
  const from = world.now()
  const rest = { reason: 'rebuilding', createdBy: 'ada' }
  const silence = await createSilence(world.ctx, {
    match: { hostId: 'till-*' },
    from,
    to: from + DAY_MS,
    ...rest,
  })
  await world.beat('till-1')
  await world.pass(600_001)
  await world.pass(10_000)
  await world.dispatchDue()
  return silence.value.id
}

async function tellWhatIsDue(world: World): Promise<void> {
  await world.pass(60_000)
  await world.dispatchDue()
}

describe('deleting a silence', () => {
  test('makes what it held back due at once', async () => {
    const world = makeWorld()
    const id = await aSilencedTill(world)
    expect(world.sent).toEqual([])
    await deleteSilence(world.ctx, { id })
    expect((await listSilences(world.ctx, { limit: 10 })).items).toEqual([])
    await tellWhatIsDue(world)
    expect(world.sent.map(({ message }) => message.subject)).toEqual(['Hosts missing [till-1]'])
  })

  test('is finished by a repetition, whichever step a crash came before', async () => {
    const ids = new WeakMap<World, SilenceId>()
    const idOf = (world: World) => ids.get(world) ?? ('' as SilenceId)
    const prepare = async () => {
      const stores = crashingStores()
      const world = makeWorld(stores)
      ids.set(world, await aSilencedTill(world))
      return { world, stores }
    }
    const crashes = await crashAtEveryStep(
      prepare,
      (world) => deleteSilence(world.ctx, { id: idOf(world) }),
      async (world) => {
        await tellWhatIsDue(world)
        expect(world.sent).toHaveLength(1)
      },
    )
    expect(crashes).toBe(2)
  })

  test('says when there is none', async () => {
    const world = makeWorld()
    const id = await aSilencedTill(world)
    await deleteSilence(world.ctx, { id })
    const again = deleteSilence(world.ctx, { id })
    await expect(again).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('creating a silence', () => {
  test.each([
    ['that ends before it begins', 1_000, 500],
    ['that ends when it begins', 1_000, 1_000],
    ['of more than a year', 0, 367 * DAY_MS],
    ['that is over already', -2_000, -1_000],
  ])('refuses one %s', async (_, from, to) => {
    const { ctx, now } = makeWorld()
    const rest = { match: {}, reason: 'x', createdBy: 'ada' }
    const call = createSilence(ctx, { ...rest, from: now() + from, to: now() + to })
    await expect(call).rejects.toMatchObject({
      code: 'invalid_field',
      errors: [{ pointer: '/to' }],
    })
  })

  test('ends at 1,000', async () => {
    const { ctx, now } = makeWorld()
    const input = { match: {}, reason: 'x', createdBy: 'ada', from: now(), to: now() + DAY_MS }
    for (let i = 0; i < 1_000; i++) await createSilence(ctx, input)
    await expect(createSilence(ctx, input)).rejects.toMatchObject({ code: 'limit_reached' })
  })
})
