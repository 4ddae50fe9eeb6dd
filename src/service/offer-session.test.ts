import { expect, it } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { findSession } from './find-session.ts'
import { OFFER_MS, offerSession, takeOffer } from './offer-session.ts'
import { openSession } from './open-session.ts'
import { revokeKey } from './revoke-key.ts'

const setUp = async () => {
  const world = makeWorld()
  const { key } = await world.key(['admin'])
  await world.key(['admin'])
  return { ...world, key, token: await offerSession(world.ctx, key) }
}

it('is taken once, also by two at the same time', async () => {
  const { ctx, key, token } = await setUp()
  const taken = await Promise.all([takeOffer(ctx, token), takeOffer(ctx, token)])
  expect(taken.filter((each) => each?.id === key.id)).toHaveLength(1)
  expect(await takeOffer(ctx, token)).toBeUndefined()
})

it('is good for 15 minutes', async () => {
  const { ctx, clock, token, key } = await setUp()
  const other = await offerSession(ctx, key)
  clock.advance(OFFER_MS - 1)
  expect(await takeOffer(ctx, other)).toBeDefined()
  clock.advance(1)
  expect(await takeOffer(ctx, token)).toBeUndefined()
})

it('ends with its key', async () => {
  const { ctx, key, token } = await setUp()
  await revokeKey(ctx, { id: key.id })
  expect(await takeOffer(ctx, token)).toBeUndefined()
})

it('is no cookie, and no cookie is one', async () => {
  const { ctx, key, token } = await setUp()
  expect(await findSession(ctx, token)).toBeUndefined()
  const session = await openSession(ctx, { key })
  expect(await takeOffer(ctx, session.token)).toBeUndefined()
  expect(await takeOffer(ctx, 'rubbish')).toBeUndefined()
})
