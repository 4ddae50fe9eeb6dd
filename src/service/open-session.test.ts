import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { closeSession } from './close-session.ts'
import { findSession } from './find-session.ts'
import { openSession, SESSION_MS } from './open-session.ts'
import { revokeKey } from './revoke-key.ts'

describe('a session', () => {
  test('stands for its key until it expires after twelve hours', async () => {
    const world = makeWorld()
    const { key } = await world.key(['read'])
    const { token, expiresAt } = await openSession(world.ctx, { key })
    expect(expiresAt).toBe(world.now() + SESSION_MS)
    expect(await findSession(world.ctx, token)).toEqual({ key, expiresAt })
    world.clock.advance(SESSION_MS - 1)
    expect(await findSession(world.ctx, token)).toEqual({ key, expiresAt })
    world.clock.advance(1)
    expect(await findSession(world.ctx, token)).toBeUndefined()
  })

  test('ends with its key', async () => {
    const world = makeWorld()
    const { key } = await world.key(['read'])
    const { token } = await openSession(world.ctx, { key })
    await revokeKey(world.ctx, { id: key.id })
    expect(await findSession(world.ctx, token)).toBeUndefined()
    const short = await world.key(['read'], { expiresAt: world.now() + 1_000 })
    const opened = await openSession(world.ctx, short)
    world.clock.advance(1_000)
    expect(await findSession(world.ctx, opened.token)).toBeUndefined()
  })

  test('can be closed, more than once', async () => {
    const world = makeWorld()
    const { token } = await openSession(world.ctx, await world.key(['read']))
    await closeSession(world.ctx, token)
    await closeSession(world.ctx, token)
    expect(await findSession(world.ctx, token)).toBeUndefined()
  })

  test('is not found under another token', async () => {
    const world = makeWorld()
    const { token } = await openSession(world.ctx, await world.key(['read']))
    for (const other of ['', 'x'.repeat(43), `${token}x`, token.toLowerCase(), '__proto__']) {
      expect(await findSession(world.ctx, other)).toBeUndefined()
    }
  })

  test('is stored without its token', async () => {
    const world = makeWorld()
    const { token } = await openSession(world.ctx, await world.key(['read']))
    const { items } = await world.ctx.records.list('session', { limit: 10 })
    expect(items).toHaveLength(1)
    expect(JSON.stringify(items)).not.toContain(token)
  })

  test('gives way to newer ones beyond 1,000', async () => {
    const world = makeWorld()
    const keys = []
    for (let i = 0; i < 11; i++) keys.push(await world.key(['read']))
    const [one = await world.key(['read']), ...others] = keys
    const first = await openSession(world.ctx, one)
    world.clock.advance(1)
    const second = await openSession(world.ctx, one)
    for (let i = 0; i < 999; i++) {
      world.clock.advance(1)
      await openSession(world.ctx, others[i % others.length] ?? one)
    }
    expect(await findSession(world.ctx, first.token)).toBeUndefined()
    expect(await findSession(world.ctx, second.token)).toBeDefined()
    expect(await world.ctx.records.count('session', {})).toBe(1_000)
  })

  test('beyond 100 of one key ends that key’s oldest, and nobody else’s', async () => {
    const world = makeWorld()
    const other = await openSession(world.ctx, await world.key(['read']))
    const key = await world.key(['read'])
    const first = await openSession(world.ctx, key)
    for (let i = 0; i < 100; i++) {
      world.clock.advance(1)
      await openSession(world.ctx, key)
    }
    expect(await findSession(world.ctx, first.token)).toBeUndefined()
    expect(await findSession(world.ctx, other.token)).toBeDefined()
    expect(await world.ctx.records.count('session', {})).toBe(101)
  })
})
