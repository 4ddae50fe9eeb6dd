import { expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { refuse } from '../../core/listening.ts'
import { FRESH_MS, isServing } from './server-status.ts'

it('is good while the sweep and the liveness mark are fresh', () => {
  const { ctx, now } = makeWorld()
  const old = now() - FRESH_MS - 1
  expect(isServing(ctx, { sweptAt: now(), markedAt: now() - FRESH_MS })).toBe(true)
  expect(isServing(ctx, { sweptAt: old, markedAt: now() })).toBe(false)
  expect(isServing(ctx, { sweptAt: now(), markedAt: old })).toBe(false)
  expect(isServing(ctx, { sweptAt: 0, markedAt: 0 })).toBe(false)
})

it('is bad while heartbeats are refused', () => {
  const { ctx, now } = makeWorld()
  ctx.listening = refuse(ctx.listening, 'store', now())
  expect(isServing(ctx, { sweptAt: now(), markedAt: now() })).toBe(false)
})
