import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import type { KeyId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import { type Answered, IN_PROGRESS_MS, REPLAY_MS, replayOnce } from './replay-once.ts'

const KEY = 'aaaaaaaa' as KeyId
const INPUT = { keyId: KEY, idempotencyKey: 'b7c1', requestHash: 'hash' }

function counting() {
  const runs: number[] = []
  const run = async (): Promise<Answered> => {
    runs.push(runs.length)
    const answer = { status: 201, location: `/v1/keys/${runs.length}`, body: '{"key":"secret"}' }
    return { answer, stored: { ...answer, body: '{}' } }
  }
  return { runs, run }
}

describe('an Idempotency-Key', () => {
  test('carries a request out once and repeats its answer, without secrets', async () => {
    const { ctx } = makeWorld()
    const { runs, run } = counting()
    const first = await replayOnce(ctx, INPUT, run)
    const second = await replayOnce(ctx, INPUT, run)
    expect(first).toMatchObject({ status: 201, body: '{"key":"secret"}', replayed: false })
    expect(second).toEqual({ ...first, body: '{}', replayed: true })
    expect(runs).toHaveLength(1)
    const { items } = await ctx.records.list('replay', { limit: 10 })
    expect(JSON.stringify(items)).not.toContain('secret')
  })

  test('belongs to one API key and one request', async () => {
    const { ctx } = makeWorld()
    const { runs, run } = counting()
    await replayOnce(ctx, INPUT, run)
    await replayOnce(ctx, { ...INPUT, keyId: 'bbbbbbbb' as KeyId }, run)
    expect(runs).toHaveLength(2)
    const other = replayOnce(ctx, { ...INPUT, requestHash: 'other' }, run)
    await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch' })
    expect(runs).toHaveLength(2)
  })

  test('is free again after a day', async () => {
    const { ctx, clock } = makeWorld()
    const { runs, run } = counting()
    await replayOnce(ctx, INPUT, run)
    clock.advance(REPLAY_MS)
    const again = await replayOnce(ctx, { ...INPUT, requestHash: 'other' }, run)
    expect(again.replayed).toBe(false)
    expect(runs).toHaveLength(2)
  })

  test('asks whoever repeats it too early to wait', async () => {
    const { ctx } = makeWorld()
    const { runs, run } = counting()
    await replayOnce(ctx, INPUT, async () => {
      const early = replayOnce(ctx, INPUT, run)
      await expect(early).rejects.toMatchObject({
        code: 'idempotency_in_progress',
        retryAfterSeconds: 2,
      })
      return run()
    })
    expect(runs).toHaveLength(1)
  })

  test('carries only one of two requests out that come at once', async () => {
    const { ctx } = makeWorld()
    const { runs, run } = counting()
    const both = await Promise.allSettled([
      replayOnce(ctx, INPUT, run),
      replayOnce(ctx, INPUT, run),
    ])
    expect(runs).toHaveLength(1)
    expect(both.map(({ status }) => status).sort()).toContain('fulfilled')
  })

  test('is not blocked for longer than a minute by a crash', async () => {
    const { ctx, clock } = makeWorld()
    const { run } = counting()
    const never = new Promise<Answered>(() => {})
    void replayOnce(ctx, INPUT, () => never)
    await new Promise((resolve) => setImmediate(resolve))
    await expect(replayOnce(ctx, INPUT, run)).rejects.toMatchObject({
      code: 'idempotency_in_progress',
    })
    clock.advance(IN_PROGRESS_MS)
    expect(await replayOnce(ctx, INPUT, run)).toMatchObject({ status: 201, replayed: false })
  })

  test('is free again at once when the request failed', async () => {
    const { ctx } = makeWorld()
    const { run } = counting()
    const failing = replayOnce(ctx, INPUT, async () => {
      throw new FlatlineError('limit_reached', 'There can be 1 of these.')
    })
    await expect(failing).rejects.toMatchObject({ code: 'limit_reached' })
    expect(await replayOnce(ctx, INPUT, run)).toMatchObject({ replayed: false })
  })

  test('counts work that was done as done, though its answer cannot be kept', async () => {
    const { ctx, logged } = makeWorld()
    const { run } = counting()
    const broken = { ...ctx.records, write: ctx.records.write }
    const answer = await replayOnce({ ...ctx, records: broken }, INPUT, async () => {
      broken.write = async () => {
        throw new FlatlineError('store_unavailable', 'The disk is full.')
      }
      return run()
    })
    expect(answer).toMatchObject({ status: 201, replayed: false })
    expect(logged.map(({ level }) => level)).toEqual(['warn'])
  })

  test.each(['', 'x'.repeat(256), 'line\nbreak', 'ü'])('must be printable: %j', async (text) => {
    const { ctx } = makeWorld()
    const call = replayOnce(ctx, { ...INPUT, idempotencyKey: text }, counting().run)
    await expect(call).rejects.toMatchObject({ code: 'invalid_field' })
  })
})
