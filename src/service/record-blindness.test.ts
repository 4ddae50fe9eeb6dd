import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import type { BlindEvent } from '../core/event.ts'
import type { EventId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import { fanOut } from './fan-out.ts'
import { recordBlindness } from './record-blindness.ts'

const event: BlindEvent = {
  id: 'flatline~blind~test~1' as EventId,
  kind: 'flatline.blind',
  at: 1,
  noticedAt: 2,
  cause: 'stopped',
  blindMs: 1,
  insist: false,
}

describe('blindness', () => {
  test('is on record once, though the answer to its first write was lost', async () => {
    const world = makeWorld()
    const { records } = world.ctx
    let isLost = true
    const losing = {
      ...world.ctx,
      listening: { ...world.ctx.listening, untold: [event] },
      records: {
        ...records,
        async write(writes: Parameters<typeof records.write>[0]) {
          const applied = await records.write(writes)
          if (isLost) throw new FlatlineError('store_unavailable', 'The answer was lost.')
          return applied
        },
      },
    }
    await recordBlindness(losing)
    isLost = false
    await recordBlindness(losing)
    const [listener] = await records.get('listener', ['test'])
    expect(listener?.value.pendingEvents.map(({ id }) => id)).toEqual([event.id])
    expect(losing.listening.untold).toEqual([])
    await fanOut(losing)
  })
})
