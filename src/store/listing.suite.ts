import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FlatlineError } from '../core/problem.ts'
import type { Page, Query, Write } from '../service/ports.ts'
import type { RecordKind, RecordOf } from '../service/record-kinds.ts'
import { auditOf, entryOf, hostOf, type OpenStore, T0 } from './samples.suite.ts'

export function describeListing(open: () => Promise<OpenStore>): void {
  describe('listing records', () => {
    let store: OpenStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    const put = async (writes: readonly Write[]) => {
      expect((await store.records.write(writes)).every(Boolean)).toBe(true)
    }
    const putHosts = (...hosts: ReturnType<typeof hostOf>[]) =>
      put(hosts.map((value) => ({ kind: 'host', id: value.hostId, value, ifVersion: 0 })))
    const putEntries = (...entries: ReturnType<typeof entryOf>[]) =>
      put(entries.map((value) => ({ kind: 'entry', id: value.id, value, ifVersion: 0 })))
    const putAudit = (...lines: ReturnType<typeof auditOf>[]) =>
      put(lines.map((value) => ({ kind: 'audit', id: value.id, value, ifVersion: 0 })))

    const listAll = async <K extends RecordKind>(kind: K, query: Query<K>) => {
      const items: RecordOf[K][] = []
      let pages = 0
      let cursor: string | null = null
      do {
        const page: Page<RecordOf[K]> = await store.records.list(kind, {
          ...query,
          ...(cursor === null ? {} : { cursor }),
        })
        expect(page.items.length).toBeLessThanOrEqual(query.limit)
        items.push(...page.items.map((item) => item.value))
        cursor = page.next
        pages++
      } while (cursor !== null)
      return { items, pages }
    }
    const ids = (found: { items: readonly { readonly id: string }[] }) =>
      found.items.map((item) => item.id)

    it('goes by id, upwards, with each record on one page', async () => {
      await putHosts(...['b', 'a', 'Z', 'a-1', 'a.1', '9'].map((text) => hostOf(text)))
      for (const limit of [1, 2, 3, 6, 1_000]) {
        const { items, pages } = await listAll('host', { limit })
        expect(items.map((host) => host.hostId)).toEqual(['9', 'Z', 'a', 'a-1', 'a.1', 'b'])
        expect(pages).toBe(Math.ceil(6 / limit))
      }
      const down = await listAll('host', { limit: 4, descending: true })
      expect(down.items.map((host) => host.hostId)).toEqual(['b', 'a.1', 'a-1', 'a', 'Z', '9'])
    })

    it('gives versions with the values, and an empty page where nothing is', async () => {
      expect(await store.records.list('host', { limit: 1 })).toEqual({ items: [], next: null })
      await putHosts(hostOf('a'))
      const value = hostOf('a', { state: 'missing' })
      await store.records.write([{ kind: 'host', id: 'a', value, ifVersion: 1 }])
      const page = await store.records.list('host', { limit: 1 })
      expect(page).toEqual({ items: [{ value, version: 2 }], next: null })
    })

    it('finds by columns as they are now, all of them at once', async () => {
      await putHosts(
        hostOf('a', { state: 'missing', site: 'x' }),
        hostOf('b', { state: 'missing', site: 'y' }),
        hostOf('c', { state: 'up', site: 'x' }),
        hostOf('d', { state: 'missing' }),
      )
      const where = { state: 'missing', site: 'x' }
      const find = async () =>
        (await listAll('host', { where, limit: 1 })).items.map((host) => host.hostId)
      expect(await find()).toEqual(['a'])
      const moved = hostOf('b', { state: 'missing', site: 'x' })
      const left = hostOf('a', { state: 'up', site: 'x' })
      await put([
        { kind: 'host', id: 'b', value: moved, ifVersion: 1 },
        { kind: 'host', id: 'a', value: left, ifVersion: 1 },
      ])
      expect(await find()).toEqual(['b'])
      await put([{ kind: 'host', id: 'b', value: null, ifVersion: 2 }])
      expect(await find()).toEqual([])
    })

    it('matches no null, neither in a record nor in a query', async () => {
      await putHosts(hostOf('a', { site: null }))
      expect((await listAll('host', { where: { site: null }, limit: 9 })).items).toEqual([])
      expect(await store.records.count('host', { site: null })).toBe(0)
    })

    it('tells numbers from texts', async () => {
      await putHosts(hostOf('a', { site: '7' }), hostOf('b', { facts: 7 }))
      expect((await listAll('host', { where: { site: 7 }, limit: 9 })).items).toEqual([])
      expect((await listAll('host', { where: { facts: '7' }, limit: 9 })).items).toEqual([])
      expect((await listAll('host', { where: { facts: 7 }, limit: 9 })).items).toHaveLength(1)
    })

    it('orders by a column both ways, ties by id, over any size of page', async () => {
      const lines = [auditOf('c', 5), auditOf('a', 5), auditOf('b', 1), auditOf('d', 9.5)]
      await putAudit(...lines, auditOf('e', -3))
      const up = ['e', 'b', 'a', 'c', 'd']
      for (const limit of [1, 2, 3, 5]) {
        expect(ids(await listAll('audit', { orderBy: 'at', limit }))).toEqual(up)
        const down = await listAll('audit', { orderBy: 'at', descending: true, limit })
        expect(ids(down)).toEqual([...up].reverse())
      }
    })

    it('leaves records out that have a null in the order column', async () => {
      await putHosts(hostOf('a', { site: 'y' }), hostOf('b'), hostOf('c', { site: 'x' }))
      const { items } = await listAll('host', { orderBy: 'site', limit: 2 })
      expect(items.map((host) => host.hostId)).toEqual(['c', 'a'])
    })

    it('finds what is due in one mailbox, oldest first', async () => {
      await putEntries(
        entryOf('late', 'm1', { notBefore: T0 + 2 }),
        entryOf('now', 'm1', { notBefore: T0 + 1 }),
        entryOf('first', 'm1', { notBefore: T0 }),
        entryOf('other', 'm2', { notBefore: T0 }),
        entryOf('told', 'm1', { deliveryId: 'm1~1' as never }),
        entryOf('dropped', 'm1', { dropped: 'paired' }),
      )
      const due = {
        where: { waitingIn: 'm1' },
        atMost: { column: 'notBefore', value: T0 + 1 },
        orderBy: 'notBefore',
      } as const
      expect(ids(await listAll('entry', { ...due, limit: 1 }))).toEqual(['first', 'now'])
      expect(ids(await listAll('entry', { where: { deliveryId: 'm1~1' }, limit: 5 }))).toEqual([
        'told',
      ])
    })

    it('finds by a column that must be at most a value, null being none', async () => {
      await putAudit(auditOf('a', 1), auditOf('b', 2), auditOf('c', 3))
      const old = { atMost: { column: 'at', value: 2 }, limit: 1 } as const
      expect(ids(await listAll('audit', old))).toEqual(['a', 'b'])
      await putHosts(hostOf('a'))
      const pending = { atMost: { column: 'pending', value: 1 }, limit: 1 } as const
      expect((await listAll('host', pending)).items).toEqual([])
    })

    it('goes on behind the last page although records came and went', async () => {
      await putAudit(auditOf('a', 1), auditOf('b', 2), auditOf('d', 3))
      const first = await store.records.list('audit', { orderBy: 'at', limit: 2 })
      await put([{ kind: 'audit', id: 'b', value: null, ifVersion: 1 }])
      await putAudit(auditOf('0', 0), auditOf('c', 2))
      const cursor = first.next ?? ''
      const second = await store.records.list('audit', { orderBy: 'at', limit: 2, cursor })
      expect(second.items.map((item) => item.value.id)).toEqual(['c', 'd'])
      expect(second.next).toBeNull()
    })

    it('keeps what a filter accepts, though it takes more than one page', async () => {
      const lines = Array.from({ length: 900 }, (_, i) => auditOf(`l${1_000 + i}`, i))
      await putAudit(...lines)
      const filter = (line: { readonly at: number }) => line.at % 100 === 99
      for (const limit of [1, 4, 1_000]) {
        const { items } = await listAll('audit', { orderBy: 'at', filter, limit })
        expect(items.map((line) => line.at)).toEqual([99, 199, 299, 399, 499, 599, 699, 799, 899])
      }
      expect((await listAll('audit', { filter: () => false, limit: 5 })).items).toEqual([])
    })

    it.each(['', 'x', 'eyJhIjoxfQ', '!!', 'W10', `W10${'A'.repeat(10_000)}`])(
      'refuses the cursor "%.12s", which is not one of ours',
      async (cursor) => {
        const asked = store.records.list('host', { limit: 1, cursor })
        await expect(asked).rejects.toBeInstanceOf(FlatlineError)
        await expect(asked).rejects.toMatchObject({ code: 'invalid_cursor' })
      },
    )

    it('refuses a cursor of another list', async () => {
      await putAudit(auditOf('a', 1), auditOf('b', 2))
      const { next } = await store.records.list('audit', { orderBy: 'at', limit: 1 })
      const cursor = next ?? ''
      const refused = { code: 'invalid_cursor' }
      const elsewhere: Promise<unknown>[] = [
        store.records.list('session', { limit: 1, cursor }),
        store.records.list('audit', { limit: 1, cursor }),
        store.records.list('audit', { orderBy: 'at', descending: true, limit: 1, cursor }),
        store.records.list('audit', { orderBy: 'at', limit: 1, cursor: `${cursor}A` }),
      ]
      for (const asked of elsewhere) await expect(asked).rejects.toMatchObject(refused)
    })

    it('refuses a limit outside 1 to 1,000', async () => {
      for (const limit of [0, -1, 1_001, 1.5, Number.NaN]) {
        await expect(store.records.list('host', { limit })).rejects.toThrow('limit')
      }
    })

    it('counts by columns', async () => {
      await putHosts(hostOf('a', { site: 'x' }), hostOf('b', { site: 'x', state: 'paused' }))
      await putHosts(hostOf('c'))
      expect(await store.records.count('host', {})).toBe(3)
      expect(await store.records.count('host', { site: 'x' })).toBe(2)
      expect(await store.records.count('host', { site: 'x', state: 'paused' })).toBe(1)
      expect(await store.records.count('host', { site: 'nowhere' })).toBe(0)
    })
  })
}
