import { describe, expect, test } from 'vitest'
import { Died, mortal } from '../../test/kit/mortal.ts'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import type { Context } from './context.ts'
import { createSubscription } from './create-subscription.ts'
import { dispatch } from './dispatch.ts'
import { fanOut } from './fan-out.ts'
import { freshState } from './fresh-state.ts'
import { recordHeartbeats } from './record-heartbeats.ts'
import { sweep } from './sweep.ts'

const MINUTE = 60_000
const hosts = ['till-1', 'till-2', 'till-3'].map(asHostId)
const timing = { intervalMs: MINUTE, timeoutMs: 2 * MINUTE }

async function beat(ctx: Context): Promise<void> {
  const { beatKey } = makeWorld()
  const heartbeats = hosts.map((hostId) => ({ hostId, timing, awayMs: 0, facts: {} }))
  await recordHeartbeats(ctx, beatKey, heartbeats)
}

/** What a server does in one turn. */
async function turn(ctx: Context): Promise<void> {
  await sweep(ctx)
  await fanOut(ctx)
  const { items } = await ctx.records.list('subscription', { limit: 10 })
  for (const { value } of items) {
    for (let due: number | null = 0; due !== null && due <= ctx.clock.read().wallMs; ) {
      due = await dispatch(ctx, value.id)
    }
  }
}

/** Time passes in steps, while the process that lives in `ctx` has its turns. */
async function live(world: World, ctx: Context, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += MINUTE / 2) {
    world.clock.advance(MINUTE / 2)
    const { wallMs } = world.clock.read()
    ctx.listening = { ...ctx.listening, heardUntil: wallMs }
    await turn(ctx)
  }
}

async function untilDeath(work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return false
  } catch (error) {
    if (error instanceof Died) return true
    throw error
  }
}

/** Registered, silent, back; dies once on the way, and is started again. */
async function run(diesAtCall: number, moment: 'before' | 'after'): Promise<[World, boolean]> {
  const world = makeWorld()
  await createSubscription(world.ctx, {
    name: 'ops',
    channel: { kind: 'log' },
    events: ['host.registered', 'host.missing', 'host.recovered'],
    groupWaitMs: 0,
    groupIntervalMs: 0,
  })
  const doomed = mortal(world.ctx, diesAtCall, moment)
  let ctx = doomed.ctx
  let died = false
  const silence = (c: Context) => live(world, c, 5 * MINUTE)
  const settling = (c: Context) => live(world, c, MINUTE)
  for (const act of [beat, silence, beat, settling]) {
    const nowDead = await untilDeath(() => act(ctx))
    if (!nowDead) continue
    died = true
    ctx = { ...world.ctx, ...freshState() }
    await act(ctx)
  }
  return [world, died]
}

const POINTS_MAX = 400

describe('a process that dies at any port call and is started again', () => {
  test.each(['before', 'after'] as const)(
    'has every disappearance told, in order, its copies under one id (%s)',
    async (moment) => {
      let point = 1
      for (; point < POINTS_MAX; point++) {
        const [world, died] = await run(point, moment)
        await expectAllTold(world, `died ${moment} call ${point}`)
        if (!died) break
      }
      expect(point).toBeGreaterThan(60)
      expect(point).toBeLessThan(POINTS_MAX)
    },
    60_000,
  )
})

async function expectAllTold(world: World, when: string): Promise<void> {
  const bodies = new Map<string, string>()
  for (const { message } of world.sent) {
    const body = JSON.stringify(message)
    expect(bodies.get(message.notificationId) ?? body, when).toBe(body)
    bodies.set(message.notificationId, body)
  }
  expect(world.sent.length - bodies.size, when).toBeLessThanOrEqual(1)
  const told = [...bodies.values()].map((body) => JSON.parse(body))
  for (const hostId of hosts) {
    const kinds = told
      .filter((message) => message.hosts.some((host: { hostId: string }) => host.hostId === hostId))
      .map((message) => message.type)
    expect(kinds, when).toEqual(['hosts.registered', 'hosts.missing', 'hosts.recovered'])
  }
  const { items } = await world.ctx.records.list('incident', { limit: 100 })
  expect(items.map(({ value }) => [value.id, value.state]).sort(), when).toEqual(
    hosts.map((hostId) => [`${hostId}~1`, 'resolved']),
  )
}
