import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import type { HostState } from '../../core/host.ts'
import type { Records } from '../../service/ports.ts'
import { memoryRecords } from '../memory/records.ts'
import {
  beatOf,
  DEFAULTS,
  HOUR_MS,
  heardAndRecorded,
  hostIdOf,
  hostOf,
  markOf,
  T0,
  unsettledIds,
} from '../samples.suite.ts'
import { itemBytes } from './item-bytes.ts'
import { dynamodbPulses } from './pulses.ts'
import { readItems } from './read-items.ts'
import { openRegion, type Region, recordedHosts } from './region.suite.ts'
import { scanRows } from './scan-rows.ts'

const { timeoutMs } = DEFAULTS
const OVERDUE = T0 + timeoutMs + 1

describe('pulses on DynamoDB', () => {
  let server: Dynalite
  let region: Region
  beforeAll(async () => {
    server = await startDynalite()
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    region = await openRegion(server)
  })
  afterEach(() => region.close())

  const operations = () => region.requests.splice(0).map(({ operation }) => operation)
  const record = (text: string, state: HostState, ifVersion = 0, more = {}) =>
    region.records.write([
      { kind: 'host', id: text, value: hostOf(text, { state, ...more }), ifVersion },
    ])
  const recorded = async (text: string) => (await region.pulses.read([hostIdOf(text)]))[0]?.recorded

  describe('a heartbeat', () => {
    const timing = { intervalMs: 60_000, timeoutMs: 90_000 }

    it('of a host that is up costs one request, one write unit and no read', async () => {
      const id = 'store-0412-register1'
      await region.pulses.beat([beatOf(id, T0, { timing })])
      await region.pulses.settle([markOf(id, 'up', { site: '0412', facts: 4_294_967_295 })])
      region.requests.length = 0
      const edges = await region.pulses.beat([beatOf(id, T0 + 60_123, { timing })])
      expect(edges).toEqual(['none'])
      expect(region.requests).toEqual([
        {
          operation: 'UpdateItem',
          table: region.table.name,
          input: {
            TableName: region.table.name,
            Key: { h: { S: id } },
            UpdateExpression: 'SET t = :t, x = :x, i = :i, o = :o REMOVE a',
            ConditionExpression: 'attribute_not_exists(t) OR t <= :t',
            ExpressionAttributeValues: {
              ':t': { N: String(T0 + 60_123) },
              ':x': { N: String((T0 + 60_123 + 90_000 + 48 * HOUR_MS + 877) / 1_000) },
              ':i': { N: '60000' },
              ':o': { N: '90000' },
            },
            ReturnValues: 'ALL_OLD',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ])
      const [item = {}] = await readItems(region.table, [id])
      expect(itemBytes(item)).toBeGreaterThan(50)
      expect(itemBytes(item)).toBeLessThanOrEqual(100)
    })

    it('costs one request each, also in a batch and with one host twice', async () => {
      await region.pulses.beat([beatOf('a', T0), beatOf('b', T0), beatOf('a', T0 + 1)])
      expect(operations()).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem'])
    })

    it('that is out of date is acknowledged with one read at most', async () => {
      await heardAndRecorded(region.pulses, 'a', T0)
      operations()
      expect(await region.pulses.beat([beatOf('a', T0 - 1)])).toEqual(['none'])
      expect(['UpdateItem', 'UpdateItem GetItem']).toContain(operations().join(' '))
    })

    it('that cannot be stored rejects, and nothing new is begun', async () => {
      const nowhere = { ...region.table, name: 'no-such-table' }
      const pulses = dynamodbPulses(nowhere, recordedHosts(region.records))
      const beats = Array.from({ length: 500 }, (_, i) => beatOf(`h${i}`, T0))
      await expect(pulses.beat(beats)).rejects.toMatchObject({ code: 'store_unavailable' })
      expect(operations().length).toBeLessThanOrEqual(64)
    })
  })

  describe('what the records have to do with it', () => {
    it('looks no record up while all marks are right', async () => {
      const asked: string[] = []
      const records = memoryRecords()
      const noting: Records = {
        ...records,
        get: (kind, ids) => {
          asked.push(...ids)
          return records.get(kind, ids)
        },
      }
      const watched = await openRegion(server, { records: noting })
      await heardAndRecorded(watched.pulses, 'a', T0)
      await heardAndRecorded(watched.pulses, 'b', T0, { state: 'missing' })
      const missing = hostOf('b', { state: 'missing' })
      await records.write([{ kind: 'host', id: 'b', value: missing, ifVersion: 0 }])
      expect(await unsettledIds(watched.pulses, OVERDUE)).toEqual(['a'])
      expect(asked).toEqual([])
      await watched.pulses.beat([beatOf('new', T0)])
      await unsettledIds(watched.pulses, OVERDUE)
      expect(asked).toEqual(['new'])
      watched.close()
    })

    it('finds a host that is recorded missing though its mark says up', async () => {
      await heardAndRecorded(region.pulses, 'a', T0)
      await record('a', 'up')
      await record('a', 'missing', 1)
      expect(await unsettledIds(region.pulses, T0 + 1)).toEqual(['a'])
      expect(await recorded('a')).toBe('missing')
      expect(await region.pulses.beat([beatOf('a', T0 + 2)])).toEqual(['returned'])
    })

    it('finds a silent host that is recorded up though its mark says missing', async () => {
      await heardAndRecorded(region.pulses, 'a', T0, { state: 'missing', version: 2 })
      await record('a', 'up')
      await record('a', 'missing', 1)
      expect(await unsettledIds(region.pulses, OVERDUE)).toEqual([])
      await record('a', 'up', 2)
      expect(await unsettledIds(region.pulses, OVERDUE)).toEqual(['a'])
      expect(await recorded('a')).toBe('up')
    })

    it.each(['paused', 'retired', 'missing'] as const)(
      'yields no silent host that is recorded %s though its mark says up',
      async (state) => {
        await heardAndRecorded(region.pulses, 'a', T0)
        await record('a', state)
        await record('a', state, 1)
        expect(await unsettledIds(region.pulses, OVERDUE)).toEqual([])
        expect(await recorded('a')).toBe(state)
      },
    )

    it('mends a mark that was lost with all that is on record', async () => {
      await region.pulses.beat([beatOf('a', T0)])
      await record('a', 'up', 0, { site: 'north', facts: 7 })
      expect(await unsettledIds(region.pulses, T0 + 1)).toEqual([])
      expect(await region.pulses.beat([beatOf('a', T0 + 1, { facts: 7 })])).toEqual(['none'])
      expect((await region.pulses.tally(T0, T0 + 1)).sites.get('north')?.up).toBe(1)
    })

    it('takes a host for unrecorded whose mark has no record', async () => {
      await heardAndRecorded(region.pulses, 'a', T0, { state: 'missing' })
      expect(await unsettledIds(region.pulses, OVERDUE)).toEqual(['a'])
    })

    it('looks a mark up when the list of hosts that are not up lags behind', async () => {
      const records = memoryRecords()
      const lagging = await openRegion(server, {
        records: { ...records, list: async () => ({ items: [], next: null }) },
      })
      await heardAndRecorded(lagging.pulses, 'a', T0, { state: 'missing' })
      await records.write([
        { kind: 'host', id: 'a', value: hostOf('a', { state: 'missing' }), ifVersion: 0 },
      ])
      expect(await unsettledIds(lagging.pulses, OVERDUE)).toEqual([])
      expect((await lagging.pulses.read([hostIdOf('a')]))[0]?.recorded).toBe('missing')
      lagging.close()
    })
  })

  it('pulls back only what lies ahead, read strongly, unless it was heard meanwhile', async () => {
    await region.pulses.beat([beatOf('past', T0), beatOf('ahead', T0 + HOUR_MS)])
    region.requests.length = 0
    await region.pulses.clamp(T0)
    const [scan] = region.requests
    expect(scan?.input).toMatchObject({ ConsistentRead: true, FilterExpression: 't > :t' })
    const updates = region.requests.filter(({ operation }) => operation === 'UpdateItem')
    expect(updates.map(({ input }) => [input.Key, input.ConditionExpression])).toEqual([
      [{ h: { S: 'ahead' } }, 't > :t'],
    ])
  })

  describe('segments and parts', () => {
    const names = Array.from({ length: 60 }, (_, i) => `host-${i}`).sort()
    const idsOf = async (rules: Parameters<typeof scanRows>[1]) => {
      const ids: string[] = []
      for await (const rows of scanRows(region.table, rules)) ids.push(...rows.map((r) => r.hostId))
      return ids.sort()
    }

    it('see every row once, together, however many they are', async () => {
      await region.pulses.beat(names.map((text) => beatOf(text, T0)))
      for (const segments of [1, 3, 8]) expect(await idsOf({ segments })).toEqual(names)
      for (const of of [1, 2, 3, 8, 11]) {
        const parts = Array.from({ length: of }, (_, index) => ({ index, of }))
        const seen = await Promise.all(parts.map((part) => idsOf({ segments: 8, part })))
        expect(seen.flat().sort()).toEqual(names)
      }
    })

    it('share the work: no part reads the segments of another', async () => {
      const segmentsOf = async (index: number) => {
        region.requests.length = 0
        await idsOf({ segments: 8, part: { index, of: 3 } })
        return region.requests.map(({ input }) => [input.Segment, input.TotalSegments])
      }
      expect(await segmentsOf(0)).toEqual([0, 3, 6].map((segment) => [segment, 9]))
      expect(await segmentsOf(2)).toEqual([2, 5, 8].map((segment) => [segment, 9]))
    })

    it('sweep a part only, when asked for one', async () => {
      await region.pulses.beat(names.map((text) => beatOf(text, T0)))
      const seen: string[] = []
      for (const index of [0, 1, 2]) {
        for await (const batch of region.pulses.unsettled(0, T0, { index, of: 3 })) {
          seen.push(...batch.map(({ hostId }) => hostId))
        }
      }
      expect(seen.sort()).toEqual(names)
    })

    it('reads on where a page ended', async () => {
      const bulky = Object.fromEntries(
        Array.from({ length: 2_000 }, (_, i) => [`indicator-${i}`, i]),
      )
      const many = names.slice(0, 50)
      await region.pulses.beat(many.map((text) => beatOf(text, T0, { indicators: bulky })))
      region.requests.length = 0
      expect(await idsOf({ segments: 2 })).toEqual(many)
      expect(operations().length).toBeGreaterThan(2)
    })
  })
})
