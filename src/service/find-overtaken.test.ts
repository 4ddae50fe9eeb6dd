import { expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/kit/world.ts'
import { createSubscription } from './create-subscription.ts'

const MINUTE = 60_000

/** Missing for longer than it takes to settle, and nobody was told yet. */
async function untoldOutage(): Promise<World> {
  const world = makeWorld()
  await createSubscription(world.ctx, { name: 'ops', channel: { kind: 'log' } })
  await world.beat('till-1')
  await world.pass(10 * MINUTE + 1)
  await world.pass(2 * MINUTE)
  return world
}

const subjects = (world: World) => world.sent.map(({ message }) => message.subject)

test('an opening whose end still waits in the outbox is told, and so is its end', async () => {
  const world = await untoldOutage()
  await world.beat('till-1')
  world.clock.advance(2 * MINUTE)
  await world.dispatchDue()
  expect(subjects(world)).toEqual(['Hosts missing [till-1]'])
  await world.pass(1)
  await world.pass(2 * MINUTE)
  await world.dispatchDue()
  expect(subjects(world)).toEqual(['Hosts missing [till-1]', 'Hosts recovered [till-1]'])
})

test('an opening whose end was placed meanwhile is dropped with it', async () => {
  const world = await untoldOutage()
  await world.beat('till-1')
  await world.pass(1)
  world.clock.advance(2 * MINUTE)
  await world.dispatchDue()
  expect(subjects(world)).toEqual([])
})
