import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { handClock } from '../../../test/kit/hand-clock.ts'
import type { Host } from '../../core/host.ts'
import type { Entry } from '../../core/mailbox.ts'
import type { Query, Records, Write } from '../../service/ports.ts'
import type { RecordKind, RecordOf } from '../../service/record-kinds.ts'
import { memoryRecords } from '../memory/records.ts'
import { encodeCursor } from '../query.ts'
import { auditOf, entryOf, hostOf, sessionOf, T0 } from '../samples.suite.ts'
import { faultyRecords } from './faulty-records.suite.ts'
import { type Item, toItem } from './record-item.ts'

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite()
})
afterAll(() => dynalite.close())

const putHost = (value: Host, ifVersion = 0): Write => {
  return { kind: 'host', id: value.hostId, value, ifVersion }
}
const putEntry = (value: Entry): Write => ({ kind: 'entry', id: value.id, value, ifVersion: 0 })

async function idsOf<K extends RecordKind>(
  records: Records,
  kind: K,
  query: Query<K>,
  idOf: (value: RecordOf[K]) => string,
) {
  const ids: string[][] = []
  let cursor: string | null = null
  do {
    const from: { cursor?: string } = cursor === null ? {} : { cursor }
    const page = await records.list<K>(kind, { ...query, ...from })
    ids.push(page.items.map(({ value }) => idOf(value)))
    cursor = page.next
  } while (cursor !== null && ids.length < 1_000)
  return ids.flat()
}

describe('a list compared with the reference store', () => {
  it('has the same hosts in the same order, and as many, whatever is asked for', async () => {
    const { sound } = await faultyRecords(dynalite)
    const model = memoryRecords()
    const writes = someHosts(24).map((host) => putHost(host))
    await sound.write(writes)
    await model.write(writes)
    const idOf = (host: Host) => host.hostId
    await fc.assert(
      fc.asyncProperty(hostQuery, async (query) => {
        const expected = await idsOf(model, 'host', query, idOf)
        expect(await idsOf(sound, 'host', query, idOf)).toEqual(expected)
        const where = query.where ?? {}
        expect(await sound.count('host', where)).toBe(await model.count('host', where))
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  it('has the same entries in the same order, whatever is asked for', async () => {
    const { sound } = await faultyRecords(dynalite)
    const model = memoryRecords()
    const writes = someEntries(24).map(putEntry)
    await sound.write(writes)
    await model.write(writes)
    const idOf = (entry: Entry) => entry.id
    await fc.assert(
      fc.asyncProperty(entryQuery, async (query) => {
        const expected = await idsOf(model, 'entry', query, idOf)
        expect(await idsOf(sound, 'entry', query, idOf)).toEqual(expected)
      }),
      { numRuns: 25, seed: 1 },
    )
  })
})

const SITES = ['north', 'süd', null]
const STATES = ['up', 'missing', 'paused'] as const

function someHosts(count: number): Host[] {
  return Array.from({ length: count }, (_, i) =>
    hostOf(`h${(i * 7) % count}`, {
      state: STATES[i % 3] ?? 'up',
      site: SITES[i % 4] ?? null,
      since: ((i * 13) % 20) - 5.5,
      keyId: i % 2 === 0 ? ('k1' as Host['keyId']) : null,
    }),
  )
}

function someEntries(count: number): Entry[] {
  return Array.from({ length: count }, (_, i) =>
    entryOf(`e${(i * 11) % count}`, `m${i % 2}`, {
      notBefore: T0 + ((i * 17) % 9),
      createdAt: T0 - ((i * 5) % 13),
      deliveryId: i % 3 === 0 ? (`m${i % 2}~1` as Entry['deliveryId']) : null,
    }),
  )
}

const shape = { descending: fc.boolean(), limit: fc.constantFrom(5, 12, 1_000) }

const hostQuery: fc.Arbitrary<Query<'host'>> = fc.record(
  {
    where: fc.record(
      {
        state: fc.constantFrom(...STATES, 'retired'),
        site: fc.constantFrom(...SITES, 'nowhere'),
        keyId: fc.constantFrom('k1', 7),
      },
      { requiredKeys: [] },
    ),
    orderBy: fc.constantFrom('since', 'site', 'keyId'),
    atMost: fc.record({
      column: fc.constantFrom('since', 'facts'),
      value: fc.constantFrom(-100, -0.5, 0, 3.5, 4, 100),
    }),
    filter: fc.constantFrom((host: Host) => host.hostId.endsWith('3')),
    ...shape,
  },
  { requiredKeys: ['limit'] },
)

const entryQuery: fc.Arbitrary<Query<'entry'>> = fc.record(
  {
    where: fc.record(
      { waitingIn: fc.constantFrom('m0', 'm1', 'm2'), deliveryId: fc.constantFrom('m0~1') },
      { requiredKeys: [] },
    ),
    orderBy: fc.constantFrom('notBefore', 'createdAt'),
    atMost: fc.record({
      column: fc.constantFrom('notBefore', 'createdAt'),
      value: fc.constantFrom(T0 - 5, T0, T0 + 4),
    }),
    ...shape,
  },
  { requiredKeys: ['limit'] },
)

describe('an index that lags behind', () => {
  it('leaves out what was just written, which reading by id finds', async () => {
    const { records, faults } = await faultyRecords(dynalite)
    const clock = handClock(T0)
    faults.holdIndexes(clock, records.lagMs)
    await records.write([putHost(hostOf('a', { state: 'missing' }))])
    const missing = { where: { state: 'missing' }, limit: 5 }
    expect((await records.list('host', missing)).items).toEqual([])
    expect((await records.get('host', ['a']))[0]?.version).toBe(1)
    clock.advance(records.lagMs)
    expect((await records.list('host', missing)).items).toHaveLength(1)
  })

  it('touches no list by id without a condition: that is exact', async () => {
    const { records, faults } = await faultyRecords(dynalite)
    faults.holdIndexes(handClock(T0), 60_000)
    await records.write([putHost(hostOf('b')), putHost(hostOf('a'))])
    const { items, next } = await records.list('host', { limit: 2 })
    expect(items.map(({ value }) => value.hostId)).toEqual(['a', 'b'])
    expect(next).toBeNull()
    expect(await records.count('host', {})).toBe(2)
  })

  it('never brings back what has left the list, moved in it or is gone', async () => {
    const { sound, client, table } = await faultyRecords(dynalite)
    const stale = async (now: Host, shown: Host) => {
      const item = toItem('host', now.hostId, now, 1, 'token')
      const row: Item = toItem('host', now.hostId, shown, 1, 'token')
      const lists = Object.entries(row).filter(([name]) => /^[ps]\d$/.test(name))
      const Item = { ...item, ...Object.fromEntries(lists) }
      await client.send(new PutItemCommand({ TableName: table, Item }))
    }
    await stale(hostOf('left', { since: 1 }), hostOf('left', { since: 1, state: 'missing' }))
    await stale(hostOf('moved', { since: 9 }), hostOf('moved', { since: 2 }))
    await sound.write([putHost(hostOf('here', { since: 3, state: 'missing' }))])
    const missing = await sound.list('host', { where: { state: 'missing' }, limit: 5 })
    expect(missing.items.map(({ value }) => value.hostId)).toEqual(['here'])
    const since = await sound.list('host', { orderBy: 'since', limit: 5 })
    expect(since.items.map(({ value }) => value.hostId)).toEqual(['left', 'here'])
  })

  it('goes on behind rows that it does not show until the page is full', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite)
    faults.holdIndexes(handClock(T0), 1_000)
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => putHost(hostOf(id, { site: 'x' })))
    if (!a || !b || !c || !d) throw new Error('there are four')
    await sound.write([c, d])
    await records.write([a, b])
    const query = { where: { site: 'x' }, limit: 1 }
    const first = await records.list('host', query)
    expect(first.items.map(({ value }) => value.hostId)).toEqual(['c'])
    const second = await records.list('host', { ...query, cursor: first.next ?? '' })
    expect(second.items.map(({ value }) => value.hostId)).toEqual(['d'])
    expect(second.next).toBeNull()
  })
})

describe('a page', () => {
  it('looks at about two thousand records, and says that there is more', async () => {
    const { sound, client, table } = await faultyRecords(dynalite)
    const lines = Array.from({ length: 2_100 }, (_, i) => auditOf(`l${10_000 + i}`, i))
    for (let at = 0; at < lines.length; at += 25) {
      const puts = lines.slice(at, at + 25).map((line) => {
        return { PutRequest: { Item: toItem('audit', line.id, line, 1, 'token') } }
      })
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }))
    }
    const filter = (line: { readonly at: number }) => line.at === 2_099
    const first = await sound.list('audit', { orderBy: 'at', filter, limit: 1 })
    expect(first.items).toEqual([])
    const cursor = first.next ?? ''
    const second = await sound.list('audit', { orderBy: 'at', filter, limit: 1, cursor })
    expect(second.items.map(({ value }) => value.at)).toEqual([2_099])
  })

  it('that ends with the list has none after it, over several partitions too', async () => {
    const { sound } = await faultyRecords(dynalite)
    await sound.write(Array.from({ length: 20 }, (_, i) => putHost(hostOf(`h${i}`))))
    for (const limit of [4, 5, 10, 20]) {
      const query = { where: { state: 'up' }, limit }
      let pages = 1
      let page = await sound.list('host', query)
      for (; page.next !== null; pages++) {
        page = await sound.list('host', { ...query, cursor: page.next })
      }
      expect(pages).toBe(20 / limit)
    }
  })

  it.each([true, false])(
    'ends at a bound, over several pages (descending: %s)',
    async (descending) => {
      const { sound } = await faultyRecords(dynalite)
      const hosts = Array.from({ length: 12 }, (_, i) => hostOf(`h${i}`, { since: i }))
      await sound.write(hosts.map((host) => putHost(host)))
      const atMost = { column: 'since', value: 7 } as const
      const query = { orderBy: 'since', atMost, descending, limit: 3 } as const
      const ids = await idsOf(sound, 'host', query, (host) => host.hostId)
      const up = hosts.slice(0, 8).map(({ hostId }) => hostId)
      expect(ids).toEqual(descending ? up.reverse() : up)
    },
  )

  it('and a count go on where an answer of DynamoDB, 1 MB, ends', async () => {
    const { sound } = await faultyRecords(dynalite)
    const holder = 'x'.repeat(150_000)
    const leases = [...'abcdefghij'].map((name) => {
      const value = { name, holder, until: 0, takenAt: 0, doneAt: 0 }
      return { kind: 'lease', id: name, value, ifVersion: 0 } as const
    })
    await sound.write(leases)
    expect(await sound.count('lease', {})).toBe(10)
    const { items, next } = await sound.list('lease', { limit: 10 })
    expect(items.map(({ value }) => value.name).join('')).toBe('abcdefghij')
    expect(next).toBeNull()
  })

  it('of a list by a long value is as good as of any', async () => {
    const { sound } = await faultyRecords(dynalite)
    const site = 'ü'.repeat(3_000)
    await sound.write([putHost(hostOf('a', { site })), putHost(hostOf('b', { site: `${site}x` }))])
    const { items } = await sound.list('host', { where: { site }, limit: 5 })
    expect(items.map(({ value }) => value.hostId)).toEqual(['a'])
  })

  it('does not follow a cursor to an id that cannot be', async () => {
    const { sound } = await faultyRecords(dynalite)
    const cursor = encodeCursor('host', {}, { value: 'x', id: 'x'.repeat(2_000) })
    const asked = sound.list('host', { limit: 1, cursor })
    await expect(asked).rejects.toMatchObject({ code: 'invalid_cursor' })
    const text = encodeCursor('session', { orderBy: 'expiresAt' }, { value: 'x', id: 'x' })
    const long = { value: 7, id: 'x'.repeat(1_010) }
    const behind = encodeCursor('session', { orderBy: 'expiresAt' }, long)
    const far = sound.list('session', { orderBy: 'expiresAt', limit: 1, cursor: behind })
    await expect(far).rejects.toMatchObject({ code: 'invalid_cursor' })
    const odd = sound.list('session', { orderBy: 'expiresAt', limit: 1, cursor: text })
    await expect(odd).rejects.toMatchObject({ code: 'invalid_cursor' })
  })
})

describe('ids of hosts by state', () => {
  it('are all those in the state, each once', async () => {
    const { sound } = await faultyRecords(dynalite)
    const hosts = Array.from({ length: 40 }, (_, i) =>
      hostOf(`h${i}`, { state: i < 25 ? 'missing' : 'up' }),
    )
    await sound.write(hosts.map((host) => putHost(host)))
    await sound.write([{ kind: 'session', id: 's', value: sessionOf('s', 1), ifVersion: 0 }])
    const found: string[] = []
    for await (const ids of sound.hostIdsByState('missing')) found.push(...ids)
    expect(found.sort()).toEqual(
      hosts
        .slice(0, 25)
        .map(({ hostId }) => hostId)
        .sort(),
    )
    for await (const ids of sound.hostIdsByState('retired')) expect(ids).toEqual([])
  })

  it('go on behind the first thousand of a partition', async () => {
    const { sound, client, table } = await faultyRecords(dynalite)
    const rows = Array.from({ length: 1_025 }, (_, i) => `h${i}`)
    const { p2 } = toItem('host', 'h0', hostOf('h0', { state: 'missing' }), 1, 'token')
    if (p2 === undefined) throw new Error('hosts are listed by state')
    for (let at = 0; at < rows.length; at += 25) {
      const puts = rows.slice(at, at + 25).map((id) => {
        return { PutRequest: { Item: { p: { S: 'x' }, i: { S: id }, p2, s2: { S: id } } } }
      })
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }))
    }
    const found = new Set<string>()
    for await (const ids of sound.hostIdsByState('missing')) for (const id of ids) found.add(id)
    expect(found.size).toBe(1_025)
  })
})
