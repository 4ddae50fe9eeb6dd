import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { fillPulses } from '../../../test/kit/fill-pulses.ts'
import { beatOf, heardAndRecorded, hostIdOf, T0, unsettledIds } from '../samples.suite.ts'
import { openRegion, type Region } from './region.suite.ts'
import { readStoredTally, storeTally } from './stored-tally.ts'
import type { Tally } from './sum-tallies.ts'
import { startTally } from './tally-rows.ts'

const TALLY_MS = 90_000

describe('a tally that a sweep leaves behind', () => {
  let server: Dynalite
  let region: Region
  beforeAll(async () => {
    server = await startDynalite()
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    region = await openRegion(server, { tallyMs: TALLY_MS, talliedFromRows: 0 })
  })
  afterEach(() => region.close())

  const scans = () =>
    region.requests.splice(0).filter(({ operation }) => operation === 'Scan').length
  const tallyOf = (sites: Readonly<Record<string, number>>): Tally => {
    const none = { waiting: 0, late: 0, missing: 0, paused: 0, retired: 0 }
    const entries = Object.entries(sites).map(([site, up]) => [site, { ...none, up }] as const)
    const up = Object.values(sites).reduce((sum, count) => sum + count, 0)
    return { total: { ...none, up }, sites: new Map(entries) }
  }
  const whole = { index: 0, of: 1 }
  const stored = (now = T0) => readStoredTally(region.table, now, TALLY_MS)

  it('answers without a scan, until it is too old', async () => {
    await heardAndRecorded(region.pulses, 'a', T0, { site: 'north' })
    await unsettledIds(region.pulses, T0)
    await region.pulses.beat([beatOf('b', T0 + 1)])
    scans()
    expect(await region.pulses.tally(0, T0 + TALLY_MS)).toEqual(tallyOf({ north: 1 }))
    expect(scans()).toBe(0)
    await region.pulses.tally(0, T0 + TALLY_MS + 1)
    expect(scans()).toBeGreaterThan(0)
  })

  it('counts what a scan would count', async () => {
    await heardAndRecorded(region.pulses, 'a', T0, { site: 'north' })
    await heardAndRecorded(region.pulses, 'b', T0 + 300_000)
    const now = T0 + 300_001
    await unsettledIds(region.pulses, now)
    const left = await region.pulses.tally(0, now)
    expect(scans()).toBe(2)
    const [scanned] = [startTally(region.table.defaults, { listeningSince: 0, now })]
    for (const row of await region.pulses.rows(['a', 'b'].map(hostIdOf))) {
      if (row !== undefined) scanned.add(row)
    }
    expect(left).toEqual(scanned.tally)
    expect(left.total).toMatchObject({ up: 1, late: 1 })
  })

  it('is not seen by anything that reads hosts', async () => {
    await heardAndRecorded(region.pulses, 'a', T0)
    await unsettledIds(region.pulses, T0)
    expect(await unsettledIds(region.pulses, T0)).toEqual([])
    expect(await region.pulses.late(0, T0 + 300_001, '', 10)).toEqual(['a'])
    await region.pulses.clamp(T0 - 1)
    expect((await stored())?.total.up).toBe(1)
  })

  it('is made of all parts of a sweep, or not used', async () => {
    const part = (index: number) => ({ index, of: 2 })
    await storeTally(region.table, { tally: tallyOf({ a: 1, b: 2 }), part: part(0), at: T0 })
    expect(await stored()).toBeUndefined()
    await storeTally(region.table, { tally: tallyOf({ b: 3 }), part: part(1), at: T0 + 5 })
    expect(await stored()).toEqual(tallyOf({ a: 1, b: 5 }))
    const other = { index: 1, of: 3 }
    await storeTally(region.table, { tally: tallyOf({ b: 3 }), part: other, at: T0 + 6 })
    expect(await stored()).toBeUndefined()
    await storeTally(region.table, { tally: tallyOf({ b: 3 }), part: whole, at: T0 + 9 })
    expect(await stored()).toEqual(tallyOf({ b: 3 }))
    expect(await stored(T0 + TALLY_MS + 10)).toBeUndefined()
  })

  it('takes as many chunks as it needs', async () => {
    const sites = Object.fromEntries(
      Array.from({ length: 9_000 }, (_, i) => [`site-${i}-${'ü'.repeat(25)}`, i]),
    )
    region.requests.length = 0
    await storeTally(region.table, { tally: tallyOf(sites), part: whole, at: T0 })
    const sizes = region.requests.flatMap(({ input }) =>
      'Item' in input ? [Buffer.byteLength(JSON.stringify(input.Item))] : [],
    )
    expect(sizes.length).toBeGreaterThan(2)
    expect(await stored()).toEqual(tallyOf(sites))
  })

  it('stays as it was when the next sweep dies before its end', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => ({ hostId: `host-${i}`, heardAt: T0 }))
    const { client, name } = region.table
    await fillPulses(
      client,
      name,
      rows.map((row) => ({ ...row, mark: null })),
    )
    await storeTally(region.table, { tally: tallyOf({ north: 7 }), part: whole, at: T0 })
    for await (const batch of region.pulses.unsettled(0, T0 + 5)) {
      expect(batch).toHaveLength(500)
      break
    }
    expect(await stored(T0 + 5)).toEqual(tallyOf({ north: 7 }))
  })

  it('stays as it was when its successor dies between chunks and head', async () => {
    await storeTally(region.table, { tally: tallyOf({ north: 7 }), part: whole, at: T0 })
    let puts = 0
    const dying = await openRegion(server, {
      tableName: region.table.name,
      plugins: [
        (client) =>
          client.middlewareStack.add(
            (next, context) => (args) => {
              const isHead = context.commandName === 'PutItemCommand' && ++puts === 2
              return isHead ? Promise.reject(new TypeError('killed')) : next(args)
            },
            { step: 'initialize' },
          ),
      ],
    })
    const successor = { tally: tallyOf({ north: 9 }), part: whole, at: T0 + 5 }
    await expect(storeTally(dying.table, successor)).rejects.toThrow()
    expect(puts).toBe(2)
    expect(await stored(T0 + 5)).toEqual(tallyOf({ north: 7 }))
    await storeTally(region.table, successor)
    expect(await stored(T0 + 5)).toEqual(tallyOf({ north: 9 }))
    dying.close()
  })

  it('is not read while chunks of a slower sweep lie under its head', async () => {
    const rival = { tally: tallyOf({ north: 9 }), part: whole, at: T0 + 5 }
    let puts = 0
    const overtaken = await openRegion(server, {
      tableName: region.table.name,
      plugins: [
        (client) =>
          client.middlewareStack.add(
            (next, { commandName }) =>
              async (args) => {
                if (commandName !== 'PutItemCommand') return next(args)
                if (++puts === 2) throw new TypeError('killed')
                await storeTally(region.table, rival)
                return next(args)
              },
            { step: 'initialize' },
          ),
      ],
    })
    const slower = { tally: tallyOf({ north: 8 }), part: whole, at: T0 + 3 }
    await expect(storeTally(overtaken.table, slower)).rejects.toThrow()
    expect(await stored(T0 + 5)).toBeUndefined()
    await storeTally(region.table, rival)
    expect(await stored(T0 + 5)).toEqual(tallyOf({ north: 9 }))
    overtaken.close()
  })

  it('is left by nobody and read by nobody unless asked for', async () => {
    const plain = await openRegion(server)
    await heardAndRecorded(plain.pulses, 'a', T0)
    await unsettledIds(plain.pulses, T0)
    expect((await plain.pulses.tally(0, T0)).total.up).toBe(1)
    const operations = new Set(plain.requests.map(({ operation }) => operation))
    expect([...operations].sort()).toEqual(['Scan', 'UpdateItem'])
    plain.close()
  })
})
