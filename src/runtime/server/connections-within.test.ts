import { expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { connectionsWithin } from './connections-within.ts'

const within = (filesMax: number, wanted = 20_000) => {
  const { ctx, logged } = makeWorld()
  return { allowed: connectionsWithin(filesMax, wanted, ctx.log), logged }
}

it.each([65_536, 20_200, Number.POSITIVE_INFINITY])(
  'takes all connections, without a word, where %s files may be open',
  (filesMax) => {
    expect(within(filesMax)).toEqual({ allowed: 20_000, logged: [] })
  },
)

it.each([
  [10_199, 9_999],
  [1_024, 824],
  [300, 100],
  [64, 100],
])('with %i files takes %i connections, and warns with the cure', (filesMax, connectionsMax) => {
  const { allowed, logged } = within(filesMax)
  expect(allowed).toBe(connectionsMax)
  expect(logged).toMatchObject([{ level: 'warn', fields: { filesMax, connectionsMax } }])
  expect(JSON.stringify(logged)).toContain('LimitNOFILE')
})

it('takes a little less without a word', () => {
  expect(within(20_000)).toEqual({ allowed: 19_800, logged: [] })
})

it('never takes more than wanted', () => {
  expect(within(64, 3)).toEqual({ allowed: 3, logged: [] })
})
