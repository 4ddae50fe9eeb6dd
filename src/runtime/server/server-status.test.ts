import { expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { refuse } from '../../core/listening.ts'
import { FRESH_MS, isServing } from './server-status.ts'

it('is good while the sweep and the liveness mark are fresh', () => {
  const { ctx, now } = makeWorld()
  const old = now() - FRESH_MS - 1
  const withinMs = FRESH_MS
  expect(isServing(ctx, { sweptAt: now(), markedAt: now() - FRESH_MS, withinMs })).toBe(true)
  expect(isServing(ctx, { sweptAt: old, markedAt: now(), withinMs })).toBe(false)
  expect(isServing(ctx, { sweptAt: now(), markedAt: old, withinMs })).toBe(false)
  expect(isServing(ctx, { sweptAt: 0, markedAt: 0, withinMs })).toBe(false)
})

it('is bad while heartbeats are refused', () => {
  const { ctx, now } = makeWorld()
  ctx.listening = refuse(ctx.listening, 'store', now())
  const fresh = { sweptAt: now(), markedAt: now(), withinMs: FRESH_MS }
  expect(isServing(ctx, fresh)).toBe(false)
})
