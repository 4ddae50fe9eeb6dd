import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { findKey } from './keyring.ts'
import { revokeKey } from './revoke-key.ts'

describe('revoking a key', () => {
  test('ends it in this process at once', async () => {
    const world = makeWorld()
    const { key, text } = await world.key(['beat'])
    await revokeKey(world.ctx, { id: key.id })
    expect(findKey(world.ctx, text, world.now())).toBeUndefined()
    const again = revokeKey(world.ctx, { id: key.id })
    await expect(again).rejects.toMatchObject({ code: 'not_found' })
  })

  test('never locks everybody out', async () => {
    const world = makeWorld()
    const { key } = await world.key(['admin'])
    await world.key(['beat', 'read'])
    const call = revokeKey(world.ctx, { id: key.id })
    await expect(call).rejects.toMatchObject({ code: 'last_admin_key' })
    await world.key(['admin'])
    await revokeKey(world.ctx, { id: key.id })
  })

  test('leaves an admin although two revoke each other at the same moment', async () => {
    const world = makeWorld()
    const keys = [await world.key(['admin']), await world.key(['admin'])]
    const calls = keys.map(({ key }) => revokeKey(world.ctx, { id: key.id }))
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
    const left = keys.filter(({ text }) => findKey(world.ctx, text, world.now()) !== undefined)
    expect(left.length).toBeGreaterThan(0)
  })

  test('does not count an admin key that has expired', async () => {
    const world = makeWorld()
    const { key } = await world.key(['admin'])
    await world.key(['admin'], { expiresAt: world.now() + 1_000 })
    world.clock.advance(1_000)
    const call = revokeKey(world.ctx, { id: key.id })
    await expect(call).rejects.toMatchObject({ code: 'last_admin_key' })
  })

  test('says where a key of the configuration is revoked', async () => {
    const maker = makeWorld()
    const { key } = await maker.key(['admin'])
    const { ctx } = makeWorld({ settings: { builtInKeys: [key] } })
    const call = revokeKey(ctx, { id: key.id })
    await expect(call).rejects.toMatchObject({
      code: 'not_found',
      detail: 'This key comes from the configuration.',
    })
  })
})
