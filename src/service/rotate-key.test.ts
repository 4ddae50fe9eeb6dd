import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { parseKey } from '../core/key.ts'
import { findKey } from './keyring.ts'
import { rotateKey } from './rotate-key.ts'

const HOUR_MS = 3_600_000

describe('rotating a key', () => {
  test('keeps its id and all it may do, under a new text', async () => {
    const world = makeWorld()
    for (let i = 0; i < 20; i++) {
      const before = await world.key(['beat'], { hostPattern: 'store-*' })
      const after = await rotateKey(world.ctx, { id: before.key.id, overlapMs: 0 })
      expect(after.text).not.toBe(before.text)
      expect(parseKey(after.text)).toBe(before.key.id)
      expect(after.key).toMatchObject({ id: before.key.id, hostPattern: 'store-*' })
      expect(findKey(world.ctx, after.text, world.now())).toEqual(after.key)
    }
  })

  test('lets the former text work until the overlap ends', async () => {
    const world = makeWorld()
    const before = await world.key(['beat'])
    await rotateKey(world.ctx, { id: before.key.id, overlapMs: HOUR_MS })
    expect(findKey(world.ctx, before.text, world.now() + HOUR_MS - 1)).toBeDefined()
    expect(findKey(world.ctx, before.text, world.now() + HOUR_MS)).toBeUndefined()
  })

  test('ends the former text at once without an overlap', async () => {
    const world = makeWorld()
    const before = await world.key(['beat'])
    await rotateKey(world.ctx, { id: before.key.id, overlapMs: 0 })
    expect(findKey(world.ctx, before.text, world.now())).toBeUndefined()
  })

  test.each([-1, 31 * 24 * HOUR_MS, Number.NaN])(
    'refuses an overlap of %d ms',
    async (overlapMs) => {
      const world = makeWorld()
      const { key } = await world.key(['beat'])
      const call = rotateKey(world.ctx, { id: key.id, overlapMs })
      await expect(call).rejects.toMatchObject({ code: 'out_of_range' })
    },
  )
})
