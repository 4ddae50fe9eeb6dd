import type { SubscriptionId } from '../../src/core/ids.ts'
import type { Context } from '../../src/service/context.ts'
import { createSubscription } from '../../src/service/create-subscription.ts'
import { dispatch } from '../../src/service/dispatch.ts'
import type { Lagging } from './lagging-records.ts'
import { laggingWorld } from './lagging-world.ts'
import { type Rival, rivalOf } from './rival.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const STEPS_MAX = 200
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }

export interface Scene {
  readonly world: World
  readonly id: SubscriptionId
  readonly rivals: readonly [Rival, Rival]
}

interface Setting {
  readonly hosts: number
  readonly lagMs?: number
  readonly behindMs?: Lagging['behindMs']
}

/** Hosts are missing, their group has formed, nobody was told yet, and two could tell it. */
export async function outageScene({ hosts, lagMs = 0, behindMs }: Setting): Promise<Scene> {
  const world = laggingWorld(lagMs, behindMs)
  const made = await createSubscription(world.ctx, {
    name: 'ops',
    channel: { kind: 'log' },
    groupWaitMs: 10_000,
    groupIntervalMs: 10 * MINUTE,
  })
  world.clock.advance(lagMs)
  const ids = Array.from({ length: hosts }, (_, i) => `till-${String(i).padStart(4, '0')}`)
  for (let i = 0; i < ids.length; i += 500) await world.beat(ids.slice(i, i + 500), minutely)
  await world.pass(2 * MINUTE + 1)
  await world.pass(20_000)
  await world.pass(20_000)
  const rivals = [rivalOf(world, 'first'), rivalOf(world, 'second')] as const
  return { world, id: made.subscription.value.id, rivals }
}

export async function untilQuiet(ctx: Context, id: SubscriptionId): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step++) {
    const dueAt = await dispatch(ctx, id)
    if (dueAt === null || dueAt > ctx.clock.read().wallMs) return
  }
  throw new Error('the mailbox does not come to rest')
}

/** Time in which one of the rivals is there each half minute. */
export async function passBy({ world, id }: Scene, { ctx }: Rival, minutes: number): Promise<void> {
  for (let halves = 0; halves < 2 * minutes; halves++) {
    world.clock.advance(MINUTE / 2)
    await untilQuiet(ctx, id)
  }
}

/** Long enough for every lease, dispute and group. */
export async function comeToRest(scene: Scene): Promise<void> {
  for (let minutes = 0; minutes < 30; minutes++) {
    for (const rival of scene.rivals) await passBy(scene, rival, 0.5)
  }
}
