import { describe, expect, it } from 'vitest'
import type { Host } from '../core/host.ts'
import {
  beatOf,
  DEFAULTS,
  HOUR_MS,
  hostIdOf,
  hostOf,
  markOf,
  type OpenStore,
  T0,
  unsettledIds,
} from './samples.suite.ts'

export function describeRestart(open: () => Promise<Required<OpenStore>>): void {
  describe('after a restart', () => {
    const restarted = async (prepare: (store: OpenStore) => Promise<void>, defaults = DEFAULTS) => {
      const before = await open()
      await prepare(before)
      return before.reopen(defaults)
    }
    const putHost = (store: OpenStore, host: Host) =>
      store.records.write([{ kind: 'host', id: host.hostId, value: host, ifVersion: 0 }])

    it('knows every heartbeat that was acknowledged, as it was', async () => {
      const timing = { intervalMs: 1_000, timeoutMs: 4_294_967_295 }
      const indicators = { cpuTempC: 61.5, downMbps: -0 }
      const store = await restarted(async ({ pulses }) => {
        await pulses.beat([beatOf('a', T0 + 0.25, { timing, awayMs: HOUR_MS, indicators })])
        await Promise.all(
          Array.from({ length: 300 }, (_, i) => pulses.beat([beatOf(`b${i}`, T0 + i)])),
        )
      })
      const [a] = await store.pulses.read([hostIdOf('a')])
      expect(a).toEqual({
        hostId: 'a',
        heardAt: T0 + 0.25,
        ...timing,
        awayMs: HOUR_MS,
        indicators: { cpuTempC: 61.5, downMbps: -0 },
        recorded: 'unrecorded',
      })
      const others = Array.from({ length: 300 }, (_, i) => hostIdOf(`b${i}`))
      const found = await store.pulses.read(others)
      expect(found.map((pulse) => pulse?.heardAt)).toEqual(others.map((_, i) => T0 + i))
      await store.close()
    })

    it('knows what was configured, clamped and removed', async () => {
      const store = await restarted(async ({ pulses }) => {
        await pulses.beat([beatOf('a', T0 + 9), beatOf('b', T0), beatOf('c', T0)])
        await pulses.configure(hostIdOf('b'), { timing: { intervalMs: 5, timeoutMs: 6 } })
        await pulses.clamp(T0 + 3)
        await pulses.remove(hostIdOf('c'))
        await pulses.configure(hostIdOf('d'), { awayMs: 7 })
      })
      const pulses = await store.pulses.read(['a', 'b', 'c', 'd'].map(hostIdOf))
      expect(pulses[0]?.heardAt).toBe(T0 + 3)
      expect(pulses[1]).toMatchObject({ heardAt: T0, intervalMs: 5, timeoutMs: 6 })
      expect(pulses[2]).toBeUndefined()
      expect(pulses[3]).toMatchObject({ heardAt: 0, awayMs: 7 })
      await store.close()
    })

    it('follows a new default where the host has no timing of its own', async () => {
      const changed = { intervalMs: 10, timeoutMs: 20 }
      const store = await restarted(async ({ pulses }) => {
        await pulses.beat([beatOf('own', T0, { timing: DEFAULTS }), beatOf('inherits', T0)])
        await pulses.beat([beatOf('gave-up', T0, { timing: DEFAULTS })])
        await pulses.configure(hostIdOf('gave-up'), { timing: null })
      }, changed)
      const pulses = await store.pulses.read(['own', 'inherits', 'gave-up'].map(hostIdOf))
      expect(pulses[0]).toMatchObject(DEFAULTS)
      expect(pulses[1]).toMatchObject(changed)
      expect(pulses[2]).toMatchObject(changed)
      await store.close()
    })

    it('takes what is recorded from the records, not from what it was told', async () => {
      const store = await restarted(async ({ pulses, records }) => {
        await pulses.beat([beatOf('a', T0), beatOf('b', T0)])
        await putHost({ pulses, records, close: async () => {} }, hostOf('a', { state: 'paused' }))
        await pulses.settle([markOf('a', 'up'), markOf('b', 'up')])
      })
      const pulses = await store.pulses.read(['a', 'b'].map(hostIdOf))
      expect(pulses.map((pulse) => pulse?.recorded)).toEqual(['paused', 'unrecorded'])
      expect(await unsettledIds(store.pulses, T0)).toEqual(['b'])
      await store.close()
    })

    it('knows facts, site and version of the record', async () => {
      const host = hostOf('a', { facts: 4_294_967_295, site: 'ß' })
      const store = await restarted(async (before) => {
        await before.pulses.beat([beatOf('a', T0)])
        await putHost(before, host)
        await before.records.write([{ kind: 'host', id: 'a', value: host, ifVersion: 1 }])
      })
      expect(await store.pulses.beat([beatOf('a', T0, { facts: 4_294_967_295 })])).toEqual(['none'])
      expect((await store.pulses.tally(T0, T0)).sites.get('ß')?.up).toBe(1)
      await store.pulses.settle([markOf('a', 'missing', { version: 1 })])
      expect((await store.pulses.read([hostIdOf('a')]))[0]?.recorded).toBe('up')
      await store.close()
    })

    it('watches a recorded host whose pulse is lost', async () => {
      const store = await restarted(async (before) => {
        await putHost(before, hostOf('a'))
      })
      const timeoutMs = DEFAULTS.timeoutMs
      expect(await unsettledIds(store.pulses, T0 + timeoutMs, T0)).toEqual([])
      expect(await unsettledIds(store.pulses, T0 + timeoutMs + 1, T0)).toEqual(['a'])
      await store.close()
    })

    it('has the records with their versions, and takes cursors from before', async () => {
      let cursor = ''
      const store = await restarted(async (before) => {
        for (const text of ['a', 'b', 'c']) await putHost(before, hostOf(text))
        cursor = (await before.records.list('host', { limit: 1 })).next ?? ''
      })
      const page = await store.records.list('host', { limit: 5, cursor })
      expect(page.items.map((item) => item.value.hostId)).toEqual(['b', 'c'])
      expect((await store.records.get('host', ['a']))[0]?.version).toBe(1)
      await store.close()
    })
  })
}
