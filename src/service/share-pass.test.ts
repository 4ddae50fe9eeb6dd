import { expect, it } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { FlatlineError } from '../core/problem.ts'
import { sharePass } from './share-pass.ts'

const setUp = (keepMs: number) => {
  const { ctx, clock } = makeWorld()
  const ends: (() => void)[] = []
  let passes = 0
  const read = sharePass(
    () => {
      passes += 1
      return new Promise<number>((resolve) => ends.push(() => resolve(passes)))
    },
    () => keepMs,
  )
  const finish = async (tookMs: number) => {
    const value = read(ctx)
    clock.advance(tookMs)
    for (const end of ends.splice(0)) end()
    await value
  }
  return { ctx, clock, read, finish, passes: () => passes }
}

it('makes one pass for all who ask while it is under way', async () => {
  const { ctx, read, finish, passes } = setUp(0)
  const first = read(ctx)
  const second = read(ctx)
  await finish(0)
  expect([await first, await second, passes()]).toEqual([1, 1, 1])
})

it('keeps a pass that took no time for as long as it is told', async () => {
  const { ctx, clock, read, finish, passes } = setUp(1_000)
  await finish(0)
  clock.advance(999)
  await read(ctx)
  expect(passes()).toBe(1)
  clock.advance(1)
  await finish(0)
  expect(passes()).toBe(2)
})

it('keeps a pass twenty times as long as it took, and five seconds at most', async () => {
  const { ctx, clock, read, finish, passes } = setUp(0)
  await finish(100)
  clock.advance(1_999)
  await read(ctx)
  expect(passes()).toBe(1)
  clock.advance(1)
  await finish(60_000)
  clock.advance(5_000)
  await finish(0)
  expect(passes()).toBe(3)
})

it('tries again at once what failed, and later what is refused for good', async () => {
  const { ctx, clock } = makeWorld()
  const asked = { passes: 0 }
  const fail = sharePass(
    async () => {
      asked.passes += 1
      throw new FlatlineError(asked.passes === 1 ? 'store_unavailable' : 'not_available', 'No.')
    },
    () => 1_000,
  )
  for (const code of ['store_unavailable', 'not_available', 'not_available']) {
    await expect(fail(ctx)).rejects.toMatchObject({ code })
  }
  expect(asked.passes).toBe(2)
  clock.advance(60_000)
  await expect(fail(ctx)).rejects.toMatchObject({ code: 'not_available' })
  expect(asked.passes).toBe(3)
})
