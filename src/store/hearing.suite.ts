import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  beatOf,
  DEFAULTS,
  HOUR_MS,
  heardAndRecorded,
  hostIdOf,
  markOf,
  type OpenStore,
  T0,
} from './samples.suite.ts'

const OWN = { intervalMs: 60_000, timeoutMs: 90_000 }

export function describeHearing(open: () => Promise<OpenStore>): void {
  describe('hearing', () => {
    let store: OpenStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    const beat = async (text: string, at: number, more: Parameters<typeof beatOf>[2] = {}) =>
      (await store.pulses.beat([beatOf(text, at, more)]))[0]
    const read = async (text: string) => (await store.pulses.read([hostIdOf(text)]))[0]

    describe('edges', () => {
      it('gives "first" with every heartbeat until the host is recorded', async () => {
        expect(await beat('a', T0)).toBe('first')
        expect(await beat('a', T0 + 1)).toBe('first')
        await store.pulses.settle([markOf('a', 'up')])
        expect(await beat('a', T0 + 2)).toBe('none')
      })

      it('gives "first" for a host that was announced and is not recorded yet', async () => {
        await store.pulses.configure(hostIdOf('a'), {})
        expect(await beat('a', T0)).toBe('first')
      })

      it('refuses an unknown host that may not register, and stores nothing of it', async () => {
        expect(await beat('a', T0, { mayRegister: false })).toBe('refused')
        expect(await read('a')).toBeUndefined()
      })

      it('never refuses a host that it knows', async () => {
        await heardAndRecorded(store.pulses, 'a', T0)
        expect(await beat('a', T0 + 1, { mayRegister: false })).toBe('none')
        await store.pulses.configure(hostIdOf('b'), {})
        expect(await beat('b', T0 + 1, { mayRegister: false })).toBe('first')
      })

      it('knows a host from an earlier heartbeat of the same batch', async () => {
        const edges = await store.pulses.beat([
          beatOf('a', T0, { mayRegister: false }),
          beatOf('a', T0),
          beatOf('a', T0, { mayRegister: false }),
        ])
        expect(edges).toEqual(['refused', 'first', 'first'])
      })

      it.each(['waiting', 'missing'] as const)(
        'gives "returned" with every heartbeat while the host is recorded as %s',
        async (state) => {
          await heardAndRecorded(store.pulses, 'a', T0, { state })
          expect(await beat('a', T0 + 1)).toBe('returned')
          expect(await beat('a', T0 + 2, { facts: 7 })).toBe('returned')
          await store.pulses.settle([markOf('a', 'up', { version: 2 })])
          expect(await beat('a', T0 + 3)).toBe('none')
        },
      )

      it.each(['up', 'paused', 'retired'] as const)(
        'gives "learned" while facts differ from the recorded ones and the host is %s',
        async (state) => {
          await heardAndRecorded(store.pulses, 'a', T0, { state, facts: 7 })
          expect(await beat('a', T0 + 1, { facts: 7 })).toBe('none')
          expect(await beat('a', T0 + 2, { facts: 0 })).toBe('none')
          expect(await beat('a', T0 + 3, { facts: 4_294_967_295 })).toBe('learned')
          expect(await beat('a', T0 + 4, { facts: 4_294_967_295 })).toBe('learned')
          await store.pulses.settle([markOf('a', state, { facts: 4_294_967_295, version: 2 })])
          expect(await beat('a', T0 + 5, { facts: 4_294_967_295 })).toBe('none')
        },
      )

      it('learns nothing from a heartbeat that is older than the last', async () => {
        await heardAndRecorded(store.pulses, 'a', T0, { facts: 7 })
        expect(await beat('a', T0 - 1, { facts: 8 })).toBe('none')
      })

      it('gives one edge per heartbeat, in order, also to many batches at once', async () => {
        await heardAndRecorded(store.pulses, 'up', T0)
        await heardAndRecorded(store.pulses, 'gone', T0, { state: 'missing' })
        const batches = Array.from({ length: 50 }, (_, i) => [
          beatOf(`new-${i}`, T0),
          beatOf('gone', T0 + i),
          beatOf('up', T0 + i),
          beatOf(`barred-${i}`, T0, { mayRegister: false }),
        ])
        const answers = await Promise.all(batches.map((batch) => store.pulses.beat(batch)))
        for (const edges of answers) expect(edges).toEqual(['first', 'returned', 'none', 'refused'])
      })

      it('answers an empty batch with no edges', async () => {
        expect(await store.pulses.beat([])).toEqual([])
      })
    })

    describe('what a row keeps', () => {
      it('reads pulses in order, with undefined for hosts that have none', async () => {
        await store.pulses.beat([beatOf('a', T0), beatOf('b', T0 + 1)])
        const ids = ['b', 'nobody', 'a', 'b'].map(hostIdOf)
        const pulses = await store.pulses.read(ids)
        expect(pulses.map((pulse) => pulse?.heardAt)).toEqual([T0 + 1, undefined, T0, T0 + 1])
        expect(pulses[2]).toEqual({
          hostId: 'a',
          heardAt: T0,
          ...DEFAULTS,
          awayMs: 0,
          recorded: 'unrecorded',
          indicators: null,
        })
      })

      it('keeps apart ids that differ only in case or look like built-in names', async () => {
        const names = ['till', 'TILL', 'constructor', 'toString', '0', `z${'9'.repeat(99)}`]
        await store.pulses.beat(names.map((text, i) => beatOf(text, T0 + i)))
        const pulses = await store.pulses.read(names.map(hostIdOf))
        expect(pulses.map((pulse) => pulse?.heardAt)).toEqual(names.map((_, i) => T0 + i))
      })

      it('never moves the last heartbeat back: an older one changes nothing', async () => {
        await beat('a', T0, { timing: OWN, awayMs: HOUR_MS, indicators: { cpuTempC: 61.5 } })
        const before = await read('a')
        const older = { timing: DEFAULTS, awayMs: 0, indicators: { cpuTempC: 1 } }
        expect(await beat('a', T0 - 1, older)).toBe('first')
        expect(await read('a')).toEqual(before)
      })

      it('lets the later of two heartbeats of the same instant win', async () => {
        await beat('a', T0, { indicators: { n: 1 } })
        await beat('a', T0, { indicators: { n: 2 } })
        expect((await read('a'))?.indicators).toEqual({ n: 2 })
      })

      it('keeps the timing of a former heartbeat when one comes without', async () => {
        await beat('a', T0, { timing: OWN })
        await beat('a', T0 + 1)
        expect(await read('a')).toMatchObject({ heardAt: T0 + 1, ...OWN })
      })

      it('forgets that a host is away with its next heartbeat', async () => {
        await beat('a', T0, { awayMs: 9 * HOUR_MS })
        expect((await read('a'))?.awayMs).toBe(9 * HOUR_MS)
        await beat('a', T0 + 1)
        expect((await read('a'))?.awayMs).toBe(0)
      })

      it('replaces indicators when a heartbeat has some, and keeps them otherwise', async () => {
        await beat('a', T0, { indicators: { cpuTempC: -0.5, downMbps: 1e21 } })
        await beat('a', T0 + 1)
        expect((await read('a'))?.indicators).toEqual({ cpuTempC: -0.5, downMbps: 1e21 })
        await beat('a', T0 + 2, { indicators: { fanRpm: 900 } })
        expect((await read('a'))?.indicators).toEqual({ fanRpm: 900 })
        await beat('a', T0 + 3, { indicators: {} })
        expect((await read('a'))?.indicators).toEqual({})
      })
    })

    describe('configuring, clamping, removing', () => {
      it('makes a row for an announced host, never heard and with the default', async () => {
        await store.pulses.configure(hostIdOf('a'), {})
        expect(await read('a')).toMatchObject({ heardAt: 0, ...DEFAULTS, awayMs: 0 })
      })

      it('sets what is given and leaves the rest', async () => {
        await beat('a', T0, { timing: OWN, awayMs: HOUR_MS })
        await store.pulses.configure(hostIdOf('a'), { awayMs: 2 * HOUR_MS })
        expect(await read('a')).toMatchObject({ heardAt: T0, ...OWN, awayMs: 2 * HOUR_MS })
        await store.pulses.configure(hostIdOf('a'), { timing: null })
        expect(await read('a')).toMatchObject({ heardAt: T0, ...DEFAULTS, awayMs: 2 * HOUR_MS })
        await store.pulses.configure(hostIdOf('a'), { timing: OWN, awayMs: 0 })
        expect(await read('a')).toMatchObject({ heardAt: T0, ...OWN, awayMs: 0 })
      })

      it('changes nothing about a host that was heard, if asked so', async () => {
        await beat('a', T0, { awayMs: 5 })
        const change = { timing: OWN, awayMs: HOUR_MS, unlessHeard: true } as const
        await store.pulses.configure(hostIdOf('a'), change)
        expect(await read('a')).toMatchObject({ heardAt: T0, ...DEFAULTS, awayMs: 5 })
        await store.pulses.configure(hostIdOf('b'), change)
        expect(await read('b')).toMatchObject({ heardAt: 0, ...OWN, awayMs: HOUR_MS })
      })

      it('keeps the recorded state and the indicators when it is configured', async () => {
        await beat('a', T0, { indicators: { n: 1 } })
        await store.pulses.settle([markOf('a', 'paused')])
        await store.pulses.configure(hostIdOf('a'), { timing: OWN })
        expect(await read('a')).toMatchObject({ recorded: 'paused', indicators: { n: 1 } })
      })

      it('pulls last heartbeats from the future back to now, and no others', async () => {
        await store.pulses.beat([beatOf('past', T0 - 1), beatOf('future', T0 + HOUR_MS)])
        await store.pulses.clamp(T0)
        expect((await read('past'))?.heardAt).toBe(T0 - 1)
        expect((await read('future'))?.heardAt).toBe(T0)
        expect(await beat('future', T0 + 1)).toBe('first')
        expect((await read('future'))?.heardAt).toBe(T0 + 1)
      })

      it('forgets the row and its marks when a host is removed', async () => {
        await beat('a', T0, { timing: OWN, awayMs: 5, indicators: { n: 1 } })
        await store.pulses.settle([markOf('a', 'missing', { version: 9, facts: 7 })])
        await store.pulses.remove(hostIdOf('a'))
        expect(await read('a')).toBeUndefined()
        expect(await beat('a', T0 - 5, { mayRegister: false })).toBe('refused')
        expect(await beat('a', T0 - 5)).toBe('first')
        expect(await read('a')).toMatchObject({ heardAt: T0 - 5, ...DEFAULTS, awayMs: 0 })
        expect((await read('a'))?.indicators).toBeNull()
        await store.pulses.settle([markOf('a', 'up', { version: 1 })])
        expect((await read('a'))?.recorded).toBe('up')
      })

      it('takes news of a later registration, whatever the version of the earlier', async () => {
        await beat('a', T0)
        const again = { registeredAt: T0 + 5, version: 1 }
        await store.pulses.settle([markOf('a', 'up', again)])
        await store.pulses.settle([markOf('a', 'retired', { registeredAt: T0, version: 9 })])
        expect((await read('a'))?.recorded).toBe('up')
        await store.pulses.settle([markOf('a', 'missing', { ...again, version: 2 })])
        expect((await read('a'))?.recorded).toBe('missing')
      })

      it('takes the removal of an unknown host as done', async () => {
        await expect(store.pulses.remove(hostIdOf('nobody'))).resolves.toBeUndefined()
      })
    })
  })
}
