import { expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import { createSubscription } from './create-subscription.ts'
import type { Write } from './ports.ts'

const MINUTE = 60_000
const minutely = { timing: { intervalMs: MINUTE, timeoutMs: 2 * MINUTE } }
/** Three batches that are full, and one that is not. */
const HOSTS = 1_700
const BEATS_MAX = 1_000

/** They beat once; their registration is told to nobody. */
async function fleet(world: World): Promise<void> {
  const ids = Array.from({ length: HOSTS }, (_, index) => `host-${String(index).padStart(5, '0')}`)
  for (let start = 0; start < HOSTS; start += BEATS_MAX) {
    await world.beat(ids.slice(start, start + BEATS_MAX), minutely)
  }
  await world.pass(1)
}

async function subscribe({ ctx }: World, name = 'ops'): Promise<void> {
  const groups = { groupWaitMs: 10_000, groupIntervalMs: 60_000 }
  await createSubscription(ctx, { name, channel: { kind: 'log' }, ...groups })
}

async function pending({ ctx }: World): Promise<number> {
  return ctx.records.count('host', { pending: 1 })
}

/** Sees each batch of writes before it takes effect. */
function beforeWrites({ ctx }: World, see: (writes: readonly Write[]) => Promise<void> | void) {
  const { write } = ctx.records
  ctx.records.write = async (writes) => {
    await see(writes)
    return write(writes)
  }
}

const isOf = (kind: Write['kind'], writes: readonly Write[]) => writes[0]?.kind === kind

test('more hosts than fit in one batch are told once in each mailbox', async () => {
  const world = makeWorld()
  await subscribe(world, 'one')
  await subscribe(world, 'other')
  await fleet(world)
  await world.pass(2 * MINUTE)
  expect(await pending(world)).toBe(0)
  await world.pass(10_000)
  await world.dispatchDue()
  expect(world.sent.map(({ message }) => message.total)).toEqual([HOSTS, HOSTS])
})

test('they count as a mass until the last of them is placed', async () => {
  const world = makeWorld()
  await subscribe(world)
  await fleet(world)
  const placing: boolean[] = []
  beforeWrites(world, (writes) => {
    if (isOf('entry', writes)) placing.push(world.ctx.placing)
  })
  await world.pass(2 * MINUTE)
  expect(placing).toEqual([true, true, true, true])
  expect(world.ctx.placing).toBe(false)
})

test('those that change while they are being placed come again', async () => {
  const world = makeWorld()
  await subscribe(world)
  await fleet(world)
  let clears = 0
  beforeWrites(world, async (writes) => {
    if (!isOf('host', writes) || world.ctx.sweepingMass || !world.ctx.placing) return
    clears += 1
    if (clears === 2) await world.beat(['host-00700', 'host-01650'])
  })
  await world.pass(2 * MINUTE)
  expect(clears).toBeGreaterThan(4)
  expect(await pending(world)).toBe(0)
  await world.pass(10_000)
  await world.dispatchDue()
  expect(world.sent.map(({ message }) => message.total)).toEqual([HOSTS - 2])
})
