import { describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import type { Context } from './context.ts'
import { endTurn, type Turn, takeTurn } from './lease.ts'
import type { Versioned } from './ports.ts'
import type { Lease } from './record-kinds.ts'

const TURN: Turn = { name: 'sweep/east/0', everyMs: 60_000, holdMs: 90_000 }

/** Another process on the same records. */
function other(world: World): Context {
  return { ...world.ctx, settings: { ...world.ctx.settings, holder: 'other' } }
}

async function taken(ctx: Context, turn: Turn = TURN): Promise<Versioned<Lease>> {
  const lease = await takeTurn(ctx, turn)
  if (lease === null) throw new Error('the turn was not free')
  return lease
}

describe('a turn', () => {
  test('is taken by one of two who come at the same time', async () => {
    const world = makeWorld()
    const both = await Promise.all([takeTurn(world.ctx, TURN), takeTurn(other(world), TURN)])
    expect(both.filter((lease) => lease !== null)).toHaveLength(1)
  })

  test('is due again so long after it was taken, not after it was ended', async () => {
    const world = makeWorld()
    const lease = await taken(world.ctx)
    world.clock.advance(20_000)
    expect(await endTurn(world.ctx, lease)).toBe(true)
    world.clock.advance(39_999)
    expect(await takeTurn(world.ctx, TURN)).toBeNull()
    world.clock.advance(1)
    expect(await takeTurn(other(world), TURN)).toMatchObject({ value: { holder: 'other' } })
  })

  test('is not taken from one who is still at it, though it is due again', async () => {
    const world = makeWorld()
    await taken(world.ctx)
    world.clock.advance(89_999)
    expect(await takeTurn(other(world), TURN)).toBeNull()
    expect(await takeTurn(other(world), { ...TURN, everyMs: 0 })).toBeNull()
  })

  test('goes to another when a holder that died has held it long enough', async () => {
    const world = makeWorld()
    const dead = await taken(world.ctx)
    world.clock.advance(90_000)
    const next = await taken(other(world))
    expect(await endTurn(world.ctx, dead)).toBe(false)
    expect(await endTurn(other(world), next)).toBe(true)
  })

  test('remembers when it was last done while it is at work', async () => {
    const world = makeWorld()
    const start = world.now()
    const first = await taken(world.ctx)
    expect(first.value.doneAt).toBe(0)
    world.clock.advance(5_000)
    await endTurn(world.ctx, first)
    world.clock.advance(60_000)
    const second = await taken(world.ctx)
    expect(second.value).toMatchObject({ doneAt: start + 5_000, takenAt: start + 65_000 })
  })

  test('is free at once when it is due every moment and was ended', async () => {
    const world = makeWorld()
    await endTurn(world.ctx, await taken(world.ctx))
    expect(await takeTurn(world.ctx, TURN)).toBeNull()
    expect(await takeTurn(world.ctx, { ...TURN, everyMs: 0 })).not.toBeNull()
  })

  test('that was taken in the future is free: the clock was set back since', async () => {
    const world = makeWorld()
    await taken(world.ctx)
    world.clock.step(-3_600_000)
    expect(await takeTurn(other(world), TURN)).not.toBeNull()
  })

  test('of one name is nobody else’s affair', async () => {
    const world = makeWorld()
    await taken(world.ctx)
    expect(await takeTurn(world.ctx, { ...TURN, name: 'sweep/west/0' })).not.toBeNull()
  })
})
