import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Write } from '../service/ports.ts'
import { hostOf, type OpenStore, sessionOf, T0 } from './samples.suite.ts'

export function describeWriting(open: () => Promise<OpenStore>): void {
  describe('writing records', () => {
    let store: OpenStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    const session = (id: string, ifVersion: number, expiresAt: number | null): Write => {
      const value = expiresAt === null ? null : sessionOf(id, expiresAt)
      return { kind: 'session', id, value, ifVersion }
    }
    const get = async (id: string) => (await store.records.get('session', [id]))[0]

    it('creates at version 1 and counts up with each write', async () => {
      expect(await store.records.write([session('s', 0, 1)])).toEqual([true])
      expect(await get('s')).toEqual({ value: sessionOf('s', 1), version: 1 })
      expect(await store.records.write([session('s', 1, 2)])).toEqual([true])
      expect(await get('s')).toEqual({ value: sessionOf('s', 2), version: 2 })
    })

    it('applies no write whose version is not the stored one', async () => {
      expect(await store.records.write([session('s', 1, 1)])).toEqual([false])
      expect(await get('s')).toBeUndefined()
      await store.records.write([session('s', 0, 1)])
      expect(await store.records.write([session('s', 0, 2)])).toEqual([false])
      expect(await store.records.write([session('s', 2, 2)])).toEqual([false])
      expect(await get('s')).toEqual({ value: sessionOf('s', 1), version: 1 })
    })

    it('removes only the version that was read, and makes it again at version 1', async () => {
      await store.records.write([session('s', 0, 1)])
      await store.records.write([session('s', 1, 2)])
      expect(await store.records.write([session('s', 1, null)])).toEqual([false])
      expect(await store.records.write([session('s', 2, null)])).toEqual([true])
      expect(await get('s')).toBeUndefined()
      expect(await store.records.write([session('s', 2, 3)])).toEqual([false])
      expect(await store.records.write([session('s', 0, 3)])).toEqual([true])
      expect((await get('s'))?.version).toBe(1)
    })

    it('takes the removal of an absent record as applied', async () => {
      expect(await store.records.write([session('s', 0, null)])).toEqual([true])
      expect(await store.records.write([session('s', 1, null)])).toEqual([false])
    })

    it('lets each write of a batch stand alone', async () => {
      await store.records.write([session('b', 0, 1)])
      const batch = [session('a', 0, 1), session('b', 0, 2), session('c', 0, 1)]
      expect(await store.records.write(batch)).toEqual([true, false, true])
      const found = await store.records.get('session', ['a', 'b', 'c'])
      expect(found.map((each) => each?.value.expiresAt)).toEqual([1, 1, 1])
    })

    it('lets one of several concurrent writers win', async () => {
      await store.records.write([session('s', 0, 1)])
      const rivals = Array.from({ length: 20 }, (_, i) => session('s', 1, 100 + i))
      const outcomes = await Promise.all(rivals.map((write) => store.records.write([write])))
      expect(outcomes.flat().filter(Boolean)).toHaveLength(1)
      expect((await get('s'))?.version).toBe(2)
    })

    it('reads in order, with undefined where there is nothing, and one record twice', async () => {
      await store.records.write([session('a', 0, 1), session('b', 0, 2)])
      const found = await store.records.get('session', ['b', 'x', 'a', 'b'])
      expect(found.map((each) => each?.value.id)).toEqual(['b', undefined, 'a', 'b'])
      expect(await store.records.get('session', [])).toEqual([])
    })

    it('reads a thousand records at once', async () => {
      const ids = Array.from({ length: 1_000 }, (_, i) => `s${i}`)
      const written = await store.records.write(ids.map((id, i) => session(id, 0, i)))
      expect(written.every(Boolean)).toBe(true)
      const found = await store.records.get('session', [...ids].reverse())
      expect(found.map((each) => each?.value.expiresAt)).toEqual(ids.map((_, i) => 999 - i))
    })

    it('keeps the kinds apart', async () => {
      const host = hostOf('s')
      await store.records.write([{ kind: 'host', id: 's', value: host, ifVersion: 0 }])
      expect(await get('s')).toBeUndefined()
      expect(await store.records.write([session('s', 0, 1)])).toEqual([true])
      expect((await store.records.get('host', ['s']))[0]?.value).toEqual(host)
    })

    it('gives back every text as it was', async () => {
      const labels = { a: 'ümläut', b: '🚨', c: '"quoted"\\', d: "Robert'); DROP TABLE host;--" }
      const host = hostOf('a:b@c.d_e-f', { site: 'ß\u2028', labels, since: T0 + 0.5 })
      await store.records.write([{ kind: 'host', id: host.hostId, value: host, ifVersion: 0 }])
      expect((await store.records.get('host', [host.hostId]))[0]?.value).toEqual(host)
    })

    it('applies nothing of an empty batch', async () => {
      expect(await store.records.write([])).toEqual([])
    })

    it('refuses a batch that breaks the rules of the port', async () => {
      const twice = [session('s', 0, 1), session('s', 0, 2)]
      await expect(store.records.write(twice)).rejects.toThrow('same record')
      const many = Array.from({ length: 1_001 }, (_, i) => session(`s${i}`, 0, 1))
      await expect(store.records.write(many)).rejects.toThrow('1000')
    })
  })
}
