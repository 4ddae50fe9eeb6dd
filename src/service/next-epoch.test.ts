import { expect, test } from 'vitest'
import { laggingWorld } from '../../test/kit/lagging-world.ts'
import { asHostId } from '../../test/kit/world.ts'
import { deleteHost } from './delete-host.ts'

const SECOND = 1_000
const quick = { timing: { intervalMs: SECOND, timeoutMs: 2 * SECOND } }

test.each([0, 60 * SECOND])(
  'an incident is never numbered twice, though lists are %d ms behind',
  async (lagMs) => {
    const world = laggingWorld(lagMs)
    for (let life = 0; life < 3; life++) {
      await world.beat('till-1', quick)
      await world.pass(2 * SECOND + 1)
      await deleteHost(world.ctx, { hostId: asHostId('till-1') })
    }
    await world.pass(60 * SECOND)
    const { items } = await world.ctx.records.list('incident', { limit: 10 })
    expect(items.map(({ value }) => value.id).sort()).toEqual(['till-1~1', 'till-1~3', 'till-1~5'])
    expect(items.map(({ value }) => value.resolution)).toEqual(Array(3).fill('deleted'))
  },
)
