import { expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { openLiveness } from './liveness.ts'

it('remembers the latest mark that is durable', async () => {
  const { ctx, now } = makeWorld()
  const liveness = openLiveness(ctx, { mark: () => Promise.resolve() })
  expect(liveness.markedAt()).toBe(0)
  liveness.mark(now())
  await Promise.resolve()
  expect(liveness.markedAt()).toBe(now())
})

it('writes one mark at a time, and counts one that hangs as blindness', () => {
  const { ctx } = makeWorld()
  const marks: number[] = []
  const never = new Promise<void>(() => {})
  const liveness = openLiveness(ctx, {
    mark(now) {
      marks.push(now)
      return never
    },
  })
  liveness.mark(1)
  liveness.mark(5_001)
  expect(marks).toEqual([1])
  expect(ctx.listening.refusing).toBeNull()
  liveness.mark(5_002)
  expect(marks).toEqual([1])
  expect(ctx.listening.refusing?.cause).toBe('store')
})

it('counts a mark that cannot be written as blindness, and nobody is judged by it', async () => {
  const { ctx, clock, now, logged } = makeWorld()
  clock.advance(60_000)
  const liveness = openLiveness(ctx, { mark: () => Promise.reject(new Error('disk full')) })
  liveness.mark(now())
  await new Promise(setImmediate)
  expect(liveness.markedAt()).toBe(0)
  expect(ctx.listening.listeningSince).toBe(now())
  expect(ctx.listening.refusing?.cause).toBe('store')
  expect(logged.map(({ level }) => level)).toContain('error')
})
