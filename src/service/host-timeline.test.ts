import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld, WORLD_STARTS_AT } from '../../test/kit/world.ts'
import { announceHosts } from './announce-hosts.ts'
import { hostTimeline } from './host-timeline.ts'

const TILL = asHostId('till-1')
const START = WORLD_STARTS_AT

async function twoSilences() {
  const world = makeWorld()
  for (let silence = 0; silence < 2; silence++) {
    await world.beat('till-1')
    await world.pass(700_000)
  }
  await world.beat('till-1')
  await world.pass(100_000)
  return world
}

describe('the timeline of a host', () => {
  test('has a part for each time it was up and missing, without gaps', async () => {
    const { ctx } = await twoSilences()
    const parts = await hostTimeline(ctx, { hostId: TILL, from: 0, to: START * 2 })
    expect(parts.map(({ state, from, to }) => [state, from - START, to - START])).toEqual([
      ['up', 0, 600_000],
      ['missing', 600_000, 700_000],
      ['up', 700_000, 1_300_000],
      ['missing', 1_300_000, 1_400_000],
      ['up', 1_400_000, 1_500_000],
    ])
    expect(parts.map(({ incidentId }) => incidentId !== null)).toEqual([
      false,
      true,
      false,
      true,
      false,
    ])
  })

  test('is cut to what was asked for', async () => {
    const { ctx } = await twoSilences()
    const window = { from: START + 650_000, to: START + 1_000_000 }
    const parts = await hostTimeline(ctx, { hostId: TILL, ...window })
    expect(parts.map(({ state, from, to }) => [state, from - START, to - START])).toEqual([
      ['missing', 650_000, 700_000],
      ['up', 700_000, 1_000_000],
    ])
  })

  test('ends now while an incident is open', async () => {
    const world = makeWorld()
    await world.beat('till-1')
    await world.pass(900_000)
    const parts = await hostTimeline(world.ctx, { hostId: TILL, from: 0, to: START * 2 })
    expect(parts.at(-1)).toMatchObject({ state: 'missing', to: world.now() })
  })

  test('is empty for a host that was never heard, and outside of its life', async () => {
    const world = makeWorld()
    const hosts = [{ hostId: TILL, timing: null, facts: {} }]
    await announceHosts(world.ctx, { hosts, keyId: null })
    const input = { hostId: TILL, from: 0, to: START * 2 }
    expect(await hostTimeline(world.ctx, input)).toEqual([])
    const { ctx } = await twoSilences()
    expect(await hostTimeline(ctx, { hostId: TILL, from: 0, to: START })).toEqual([])
    expect(await hostTimeline(ctx, { hostId: TILL, from: START * 2, to: START * 3 })).toEqual([])
  })

  test('refuses a window that ends before it begins', async () => {
    const { ctx } = await twoSilences()
    const call = hostTimeline(ctx, { hostId: TILL, from: 5, to: 5 })
    await expect(call).rejects.toMatchObject({ code: 'invalid_query' })
  })
})
