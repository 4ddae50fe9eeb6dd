import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostState } from '../core/host.ts'
import {
  allUnsettled,
  beatOf,
  DEFAULTS,
  HOUR_MS,
  heardAndRecorded,
  hostIdOf,
  markOf,
  type OpenStore,
  surveyedHosts,
  T0,
  unsettledIds,
} from './samples.suite.ts'

const { intervalMs, timeoutMs } = DEFAULTS

/** `hosts` is what fills more than one batch. */
export function describeSweeping(open: () => Promise<OpenStore>, hosts = 1_500): void {
  describe('sweeping', () => {
    let store: OpenStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    describe('unsettled', () => {
      it('yields a host that is recorded up from the instant after its deadline', async () => {
        await heardAndRecorded(store.pulses, 'a', T0)
        expect(await unsettledIds(store.pulses, T0 + timeoutMs)).toEqual([])
        expect(await unsettledIds(store.pulses, T0 + timeoutMs + 1)).toEqual(['a'])
        await store.pulses.settle([markOf('a', 'missing', { version: 2 })])
        expect(await unsettledIds(store.pulses, T0 + timeoutMs + 2)).toEqual([])
      })

      it('gives every host a full timeout after a new listeningSince', async () => {
        await heardAndRecorded(store.pulses, 'a', T0)
        const since = T0 + HOUR_MS
        expect(await unsettledIds(store.pulses, since + timeoutMs, since)).toEqual([])
        expect(await unsettledIds(store.pulses, since + timeoutMs + 1, since)).toEqual(['a'])
      })

      it('judges again by an earlier listeningSince when the clock was set back', async () => {
        await heardAndRecorded(store.pulses, 'a', T0)
        const since = T0 + HOUR_MS
        expect(await unsettledIds(store.pulses, since + timeoutMs, since)).toEqual([])
        expect(await unsettledIds(store.pulses, T0 + timeoutMs + 1, T0)).toEqual(['a'])
      })

      it('waits for a host that said it would be away', async () => {
        await heardAndRecorded(store.pulses, 'a', T0)
        await store.pulses.configure(hostIdOf('a'), { awayMs: HOUR_MS })
        expect(await unsettledIds(store.pulses, T0 + HOUR_MS)).toEqual([])
        expect(await unsettledIds(store.pulses, T0 + HOUR_MS + 1)).toEqual(['a'])
      })

      it('takes a last heartbeat in the future as now', async () => {
        await heardAndRecorded(store.pulses, 'a', T0 + HOUR_MS)
        expect(await unsettledIds(store.pulses, T0 + timeoutMs + 1)).toEqual([])
      })

      it('follows a timing that was changed', async () => {
        await heardAndRecorded(store.pulses, 'a', T0)
        await store.pulses.configure(hostIdOf('a'), {
          timing: { intervalMs: 1_000, timeoutMs: 2_000 },
        })
        expect(await unsettledIds(store.pulses, T0 + 2_001)).toEqual(['a'])
        await store.pulses.configure(hostIdOf('a'), { timing: null })
        expect(await unsettledIds(store.pulses, T0 + 2_001)).toEqual([])
      })

      it('bears the longest timing, and the longest absence that fits', async () => {
        const yearMs = 366 * 24 * HOUR_MS
        const timing = { intervalMs: 4_294_967_295, timeoutMs: 4_294_967_295 }
        await store.pulses.beat([
          beatOf('slow', T0, { timing }),
          beatOf('away', T0, { awayMs: yearMs }),
        ])
        await store.pulses.settle([markOf('slow', 'up'), markOf('away', 'up')])
        expect(await unsettledIds(store.pulses, T0 + 4_294_967_295)).toEqual([])
        expect(await unsettledIds(store.pulses, T0 + 4_294_967_296)).toEqual(['slow'])
        expect(await unsettledIds(store.pulses, T0 + yearMs + 1)).toEqual(['away', 'slow'])
      })

      it('yields a missing host as soon as it is heard, until it is settled', async () => {
        await heardAndRecorded(store.pulses, 'a', T0, { state: 'missing' })
        const backAt = T0 + HOUR_MS
        expect(await unsettledIds(store.pulses, backAt, backAt)).toEqual([])
        await store.pulses.beat([beatOf('a', backAt)])
        expect(await unsettledIds(store.pulses, backAt)).toEqual(['a'])
        expect(await unsettledIds(store.pulses, backAt + 1)).toEqual(['a'])
        await store.pulses.settle([markOf('a', 'up', { version: 2 })])
        expect(await unsettledIds(store.pulses, backAt + 2)).toEqual([])
      })

      it('yields a waiting host once it was heard, however long ago', async () => {
        await store.pulses.configure(hostIdOf('a'), {})
        await store.pulses.settle([markOf('a', 'waiting')])
        expect(await unsettledIds(store.pulses, T0)).toEqual([])
        await store.pulses.beat([beatOf('a', T0)])
        expect(await unsettledIds(store.pulses, T0 + 9 * HOUR_MS)).toEqual(['a'])
      })

      it('yields every host that is not recorded', async () => {
        await store.pulses.beat([beatOf('b', T0), beatOf('a', T0)])
        expect(await unsettledIds(store.pulses, T0 + 1)).toEqual(['a', 'b'])
      })

      it.each(['paused', 'retired'] as const)('never yields a host that is %s', async (state) => {
        await heardAndRecorded(store.pulses, 'a', T0, { state })
        await store.pulses.beat([beatOf('a', T0 + 1)])
        expect(await unsettledIds(store.pulses, T0 + 1)).toEqual([])
        expect(await unsettledIds(store.pulses, T0 + HOUR_MS)).toEqual([])
      })

      it('watches a host again that was resumed', async () => {
        await heardAndRecorded(store.pulses, 'a', T0, { state: 'paused' })
        await store.pulses.settle([markOf('a', 'up', { version: 2 })])
        expect(await unsettledIds(store.pulses, T0 + timeoutMs + 1)).toEqual(['a'])
      })

      it('gives the whole pulse, in batches of at most 500, each host once', async () => {
        const names = Array.from({ length: hosts }, (_, i) => `host-${i}`)
        await store.pulses.beat(names.map((text) => beatOf(text, T0, { awayMs: 5 })))
        const seen: string[] = []
        for await (const batch of store.pulses.unsettled(0, T0 + 1)) {
          expect(batch.length).toBeLessThanOrEqual(500)
          seen.push(...batch.map((pulse) => pulse.hostId))
        }
        expect(seen.sort()).toEqual([...names].sort())
        const [one] = (await allUnsettled(store.pulses, T0 + 1, 0)).slice(0, 1)
        expect(one).toMatchObject({ heardAt: T0, ...DEFAULTS, awayMs: 5, recorded: 'unrecorded' })
      })

      it('misses no host when others are settled, added and removed between batches', async () => {
        const names = Array.from({ length: hosts }, (_, i) => `host-${i}`)
        await store.pulses.beat(names.map((text) => beatOf(text, T0)))
        await store.pulses.settle(names.map((text) => markOf(text, 'up')))
        const now = T0 + timeoutMs + 1
        const seen = new Set<string>()
        let round = 0
        for await (const batch of store.pulses.unsettled(0, now)) {
          for (const { hostId } of batch) seen.add(hostId)
          await store.pulses.settle(batch.map((p) => markOf(p.hostId, 'missing', { version: 2 })))
          await store.pulses.beat([beatOf(`new-${round}`, now)])
          await store.pulses.remove(hostIdOf(`host-${round++}`))
        }
        expect(names.filter((text) => !seen.has(text))).toEqual([])
      })
    })

    describe('settle', () => {
      const recorded = async (text: string) =>
        (await store.pulses.read([hostIdOf(text)]))[0]?.recorded

      it('lets the higher version win, whichever comes last', async () => {
        await store.pulses.beat([beatOf('a', T0)])
        await store.pulses.settle([markOf('a', 'missing', { version: 3 })])
        await store.pulses.settle([markOf('a', 'up', { version: 2 })])
        expect(await recorded('a')).toBe('missing')
        await store.pulses.settle([markOf('a', 'up', { version: 4 })])
        expect(await recorded('a')).toBe('up')
      })

      it('can be told the same thing again', async () => {
        await store.pulses.beat([beatOf('a', T0)])
        const mark = markOf('a', 'paused', { version: 3 })
        await store.pulses.settle([mark, mark])
        await store.pulses.settle([mark])
        expect(await recorded('a')).toBe('paused')
      })

      it('makes no row for a host that has none', async () => {
        await store.pulses.settle([markOf('a', 'up')])
        expect(await recorded('a')).toBeUndefined()
        expect(await unsettledIds(store.pulses, T0)).toEqual([])
      })
    })

    describe('counting', () => {
      const since = T0
      const now = T0 + intervalMs + 1

      beforeEach(async () => {
        const states: [string, HostState, number, string | null][] = [
          ['fresh', 'up', now, 'north'],
          ['tardy', 'up', T0, 'north'],
          ['tardy-2', 'up', T0, null],
          ['gone', 'missing', T0, 'north'],
          ['idle', 'paused', T0, 'south'],
          ['done', 'retired', T0, null],
        ]
        for (const [text, state, at, site] of states) {
          await heardAndRecorded(store.pulses, text, at, { state, site })
        }
        await store.pulses.configure(hostIdOf('expected'), {})
        await store.pulses.settle([markOf('expected', 'waiting', { site: 'south' })])
        await store.pulses.beat([beatOf('unrecorded', now)])
      })

      it('counts recorded hosts by state, in all and per site', async () => {
        const none = { waiting: 0, up: 0, late: 0, missing: 0, paused: 0, retired: 0 }
        const { total, sites } = await store.pulses.tally(since, now)
        expect(total).toEqual({ waiting: 1, up: 1, late: 2, missing: 1, paused: 1, retired: 1 })
        expect(Object.fromEntries(sites)).toEqual({
          north: { ...none, up: 1, late: 1, missing: 1 },
          south: { ...none, waiting: 1, paused: 1 },
          '': { ...none, late: 1, retired: 1 },
        })
      })

      it('counts a host with the site that it moved to', async () => {
        await store.pulses.settle([markOf('idle', 'paused', { site: 'west', version: 2 })])
        const { sites } = await store.pulses.tally(since, now)
        expect(sites.get('west')?.paused).toBe(1)
        expect(sites.get('south')).toMatchObject({ waiting: 1, paused: 0 })
      })

      it('counts nobody as late who is late only because we did not listen', async () => {
        expect((await store.pulses.tally(now, now)).total.late).toBe(0)
      })

      it('surveys the same hosts, each with its state and site', async () => {
        expect(await surveyedHosts(store.pulses, since, now)).toEqual([
          ['done', 6, ''],
          ['expected', 1, 'south'],
          ['fresh', 2, 'north'],
          ['gone', 4, 'north'],
          ['idle', 5, 'south'],
          ['tardy', 3, 'north'],
          ['tardy-2', 3, ''],
        ])
      })

      it('keeps places, and has another edition when hosts come, go or move', async () => {
        const places = async () => {
          const { edition, hostAt } = await store.pulses.survey(since, now)
          const names = ['fresh', 'gone', 'idle'].map((text) =>
            Array.from({ length: 20 }, (_, place) => hostAt(place)).indexOf(hostIdOf(text)),
          )
          return { edition, names }
        }
        const before = await places()
        await store.pulses.settle([markOf('fresh', 'missing', { site: 'north', version: 2 })])
        expect(await places()).toEqual(before)

        await store.pulses.settle([markOf('idle', 'paused', { site: 'west', version: 2 })])
        const moved = await places()
        expect(moved.names).toEqual(before.names)
        expect(moved.edition).not.toBe(before.edition)

        await store.pulses.remove(hostIdOf('tardy'))
        const left = await places()
        expect(left.names).toEqual(before.names)
        expect(left.edition).not.toBe(moved.edition)

        await heardAndRecorded(store.pulses, 'late-comer', now)
        const joined = await places()
        expect(joined.names).toEqual(before.names)
        expect(joined.edition).not.toBe(left.edition)
      })

      it('lists late hosts in order, after an id, up to a limit', async () => {
        expect(await store.pulses.late(since, now, '', 10)).toEqual(['tardy', 'tardy-2'])
        expect(await store.pulses.late(since, now, '', 1)).toEqual(['tardy'])
        expect(await store.pulses.late(since, now, 'tardy', 10)).toEqual(['tardy-2'])
        expect(await store.pulses.late(since, now, 'tardy-2', 10)).toEqual([])
        expect(await store.pulses.late(now, now, '', 10)).toEqual([])
      })
    })
  })
}
