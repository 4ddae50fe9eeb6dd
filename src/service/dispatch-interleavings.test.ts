import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { laggingWorld } from '../../test/kit/lagging-world.ts'
import { type Rival, rivalOf } from '../../test/kit/rival.ts'
import { tellingFaults } from '../../test/kit/telling-faults.ts'
import type { World } from '../../test/kit/world.ts'
import type { SubscriptionId } from '../core/ids.ts'
import { createSubscription } from './create-subscription.ts'
import { dispatch } from './dispatch.ts'

const SECOND = 1_000
const HOLDERS = ['first', 'second', 'third'] as const
const HOSTS = ['till-1', 'till-2', 'till-3']
const timing = { intervalMs: 20 * SECOND, timeoutMs: 30 * SECOND }
const STEPS_MAX = 200
const FAILURES_MAX = 3
const RUNS = 30

type Act =
  | { readonly kind: 'beat'; readonly hosts: readonly string[] }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'fail' }
  | { readonly kind: 'kill'; readonly rival: number }
  | { readonly kind: 'step'; readonly rival: number; readonly times: number }

const rival = fc.nat({ max: HOLDERS.length - 1 })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('beat'), hosts: fc.subarray(HOSTS) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      ms: fc.constantFrom(500, 5 * SECOND, 31 * SECOND, 31 * SECOND, 61 * SECOND, 200 * SECOND),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill'), rival }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('step'),
      rival,
      times: fc.integer({ min: 1, max: 14 }),
    }),
  },
)

interface Process {
  readonly rival: Rival
  /** Null while it has nothing to do. */
  work: Promise<void> | null
}

interface Scene {
  readonly world: World
  readonly id: SubscriptionId
  readonly processes: Process[]
  failures: number
}

/** `seed` chooses how far behind each list sees each record. */
function behindBy(lagMs: number, seed: number) {
  return (_: string, id: string, column: string) => {
    let hash = seed
    for (const letter of id + column) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
    return column === '' ? 0 : (hash >>> 0) % (lagMs + 1)
  }
}

async function sceneOf(lagMs: number, seed: number, groupWaitMs: number): Promise<Scene> {
  const world = laggingWorld(lagMs, behindBy(lagMs, seed))
  const wishes = { name: 'ops', channel: { kind: 'log' }, groupWaitMs } as const
  const made = await createSubscription(world.ctx, { ...wishes, groupIntervalMs: 5 * SECOND })
  const scene = { world, id: made.subscription.value.id, processes: [], failures: 0 }
  for (const index of HOLDERS.keys()) start(scene, index)
  await world.beat(HOSTS, { timing })
  await world.pass(SECOND)
  return scene
}

function start({ world, processes }: Scene, index: number): void {
  const skewMs = [0, 2 * SECOND, -2 * SECOND][index] ?? 0
  const rival = rivalOf(world, HOLDERS[index] ?? '', skewMs)
  void rival.stopBefore(() => true)
  processes[index] = { rival, work: null }
}

async function perform(scene: Scene, act: Act): Promise<void> {
  const { world } = scene
  if (act.kind === 'beat') await world.beat(act.hosts)
  else if (act.kind === 'pass') await world.pass(act.ms)
  else if (act.kind === 'fail') fail(scene)
  else if (act.kind === 'kill') start(scene, act.rival)
  else for (let i = 0; i < act.times; i++) await step(scene, act.rival)
}

/** So few that the last attempt comes before the end. */
function fail(scene: Scene): void {
  if (scene.failures++ < FAILURES_MAX) {
    scene.world.answerWith('log', { kind: 'failed', detail: 'HTTP 500' })
  }
}

async function step({ id, processes }: Scene, index: number): Promise<void> {
  const process = processes[index]
  if (process === undefined) return
  process.work ??= dispatch(process.rival.ctx, id).then(() => {
    process.work = null
  })
  await process.rival.step()
  await setImmediate()
}

/** All wake, hosts beat again, and every process has its turns. */
async function heal({ world, id, processes }: Scene): Promise<void> {
  for (const { rival } of processes) rival.wake()
  for (const { work } of processes) await work
  for (let turn = 0; turn < 40; turn++) {
    await world.beat(HOSTS)
    await world.pass(turn < 30 ? 10 * SECOND : 19 * SECOND)
    for (const { rival } of processes) await untilQuiet(rival, id)
  }
}

async function untilQuiet({ ctx }: Rival, id: SubscriptionId): Promise<void> {
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const dueAt = await dispatch(ctx, id)
    if (dueAt === null || dueAt > ctx.clock.read().wallMs) return
  }
  throw new Error('the mailbox does not come to rest')
}

describe('several dispatchers that stall, die and wake at any call', () => {
  test.each([
    ['exact', 0],
    ['a second behind', 1_000],
    ['twenty seconds behind', 20_000],
  ])('tell everything once and in order, with lists that are %s', async (_, lagMs) => {
    const wait = fc.constantFrom(0, 0, 10 * SECOND)
    const acts = fc.array(act, { minLength: 10, maxLength: 80, size: 'max' })
    await fc.assert(
      fc.asyncProperty(acts, fc.integer(), wait, async (run, seed, groupWaitMs) => {
        const scene = await sceneOf(lagMs, seed, groupWaitMs)
        for (const each of run) await perform(scene, each)
        await heal(scene)
        expect(await tellingFaults(scene.world)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
})
