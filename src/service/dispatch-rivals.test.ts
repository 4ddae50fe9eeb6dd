import { describe, expect, test } from 'vitest'
import { comeToRest, outageScene, passBy } from '../../test/kit/outage-scene.ts'
import { type Call, rivalOf } from '../../test/kit/rival.ts'
import { tellingFaults } from '../../test/kit/telling-faults.ts'
import type { World } from '../../test/kit/world.ts'
import type { Entry } from '../core/mailbox.ts'
import { dispatch } from './dispatch.ts'

const claims = (call: Call) => call.port === 'write' && call.kind === 'entry'
const leases = (call: Call) => call.port === 'write' && call.kind === 'mailbox'
const sends = (call: Call) => call.port === 'send'
const stores = (call: Call) => call.port === 'write' && call.kind === 'delivery'
const totals = (world: World) => world.sent.map(({ message }) => message.total)
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

/** The first time is for the call itself, so that the second is the one after it. */
function second(fits: (call: Call) => boolean): (call: Call) => boolean {
  let times = 0
  return (call) => fits(call) && ++times === 2
}

describe('a dispatcher that stalls while another goes on', () => {
  test.each([
    ['a minute and a half', 1.5],
    ['half an hour', 30],
  ])('between two batches of claims, for %s: all is told, once', async (_, minutes) => {
    const scene = await outageScene({ hosts: 1_100 })
    const [first, other] = scene.rivals
    const reached = first.stopAfter(claims)
    const stalled = dispatch(first.ctx, scene.id)
    await reached
    await passBy(scene, other, minutes)
    expect(first.waiting).toHaveLength(1)
    first.wake()
    await stalled
    await comeToRest(scene)
    expect(await tellingFaults(scene.world)).toEqual([])
    expect(sum(totals(scene.world))).toBe(1_100)
  })

  test.each([
    ['the first', 1.5, claims],
    ['the second', 1.5, second(claims)],
    ['the second', 30, second(claims)],
  ])('just before %s claims are written, for %d minutes: likewise', async (_, minutes, fits) => {
    const scene = await outageScene({ hosts: 1_100 })
    const [first, other] = scene.rivals
    const reached = first.stopBefore(fits)
    const stalled = dispatch(first.ctx, scene.id)
    await reached
    await passBy(scene, other, minutes)
    expect(first.waiting).toHaveLength(1)
    first.wake()
    await stalled
    await comeToRest(scene)
    expect(await tellingFaults(scene.world)).toEqual([])
    expect(sum(totals(scene.world))).toBe(1_100)
  })
})

test('claims of a later attempt stay, though clocks differ by more than a lease', async () => {
  const scene = await outageScene({ hosts: 3 })
  const { world, id, rivals } = scene
  const ahead = rivalOf(world, 'ahead', 61_000)
  const reached = rivals[0].stopAfter(leases)
  const stalled = dispatch(rivals[0].ctx, id)
  await reached
  const composing = ahead.stopBefore(sends)
  void dispatch(ahead.ctx, id).then(() => dispatch(ahead.ctx, id))
  await composing
  rivals[0].wake()
  await stalled
  expect(await strays(world, `${id}~1`)).toBe(0)
  ahead.wake()
  await comeToRest(scene)
  expect(totals(world)).toEqual([3])
  expect(await tellingFaults(world)).toEqual([])
})

test('an end is not dropped with its opening where another claims that meanwhile', async () => {
  const scene = await outageScene({ hosts: 1 })
  const { world, id, rivals } = scene
  const [first, other] = rivals
  const claiming = first.stopBefore(claims)
  const stalled = dispatch(first.ctx, id)
  await claiming
  world.clock.advance(61_000)
  await world.beat('till-0000')
  await world.pass(1)
  const dropping = other.stopBefore(claims)
  const working = dispatch(other.ctx, id)
  await dropping
  first.wake()
  await stalled
  other.wake()
  await working
  await comeToRest(scene)
  expect(await tellingFaults(world)).toEqual([])
})

describe('a composed delivery', () => {
  test('whose writer died is stored by the next, with the same words', async () => {
    const scene = await outageScene({ hosts: 3 })
    const { world, id } = scene
    const [first, other] = scene.rivals
    const reached = first.stopBefore(stores)
    void dispatch(first.ctx, id)
    await reached
    const [head] = await world.ctx.records.get('mailbox', [id])
    const composed = head?.value.composed
    expect(composed).toMatchObject({ id: `${id}~1`, state: 'pending' })
    expect(await world.ctx.records.get('delivery', [`${id}~1`])).toEqual([undefined])
    await passBy(scene, other, 2)
    const [stored] = await world.ctx.records.get('delivery', [`${id}~1`])
    expect(stored?.value).toMatchObject({ state: 'sent', message: composed?.message })
    expect(world.sent.map(({ message }) => message)).toEqual([composed?.message])
    expect(await tellingFaults(world)).toEqual([])
  })

  test('is not stored by one that was overtaken', async () => {
    const scene = await outageScene({ hosts: 3 })
    const { world, id, rivals } = scene
    const [first, other] = rivals
    const reached = first.stopBefore(second(leases))
    const stalled = dispatch(first.ctx, id)
    await reached
    world.clock.advance(61_000)
    const overtaking = other.stopBefore(claims)
    const working = dispatch(other.ctx, id)
    await overtaking
    first.wake()
    await stalled
    expect(await world.ctx.records.get('delivery', [`${id}~1`])).toEqual([undefined])
    other.wake()
    await working
    await comeToRest(scene)
    expect(totals(world)).toEqual([3])
    expect(await tellingFaults(world)).toEqual([])
  })
})

describe('claims that no message tells', () => {
  test('are told by the next, once nobody can make any more', async () => {
    const scene = await outageScene({ hosts: 1_100 })
    const { world, id, rivals } = scene
    const [first, other] = rivals
    const reached = first.stopBefore(second(claims))
    const stalled = dispatch(first.ctx, id)
    await reached
    world.answerWith('log', { kind: 'failed', detail: 'HTTP 503', retryAfterMs: 3_600_000 })
    await passBy(scene, other, 1.5)
    expect(totals(world)).toEqual([500])
    first.wake()
    await stalled
    expect(await strays(world, `${id}~1`)).toBe(500)
    await passBy(scene, other, 60)
    await comeToRest(scene)
    expect(totals(world)).toEqual([500, 500, 600])
    expect(await tellingFaults(world)).toEqual([])
  })

  test('are not made by one that wakes after its lease', async () => {
    const scene = await outageScene({ hosts: 1_100 })
    const { world, id, rivals } = scene
    const [first, other] = rivals
    const reached = first.stopAfter(claims)
    const stalled = dispatch(first.ctx, id)
    await reached
    world.answerWith('log', { kind: 'failed', detail: 'HTTP 503', retryAfterMs: 3_600_000 })
    await passBy(scene, other, 1.5)
    expect(totals(world)).toEqual([500])
    first.wake()
    await stalled
    expect(await strays(world, `${id}~1`)).toBe(0)
  })
})

async function strays({ ctx }: World, deliveryId: string): Promise<number> {
  const [delivery] = await ctx.records.get('delivery', [deliveryId])
  const where = { deliveryId }
  const filter = (entry: Entry) => entry.fence !== delivery?.value.fence
  return (await ctx.records.list('entry', { where, filter, limit: 1_000 })).items.length
}
