import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Records } from '../src/service/ports.ts'
import { openRegion, type Region } from '../src/store/dynamodb/region.suite.ts'
import { memoryRecords } from '../src/store/memory/records.ts'
import { DEFAULTS, hostOf, markOf, T0 } from '../src/store/samples.suite.ts'
import { awsFaults } from './kit/aws-faults.ts'
import { type Dynalite, startDynalite } from './kit/dynalite.ts'
import { type FilledPulse, fillPulses } from './kit/fill-pulses.ts'

const HOSTS = 100_000
const NOW = T0 + DEFAULTS.timeoutMs + 1
/** A sweep is killed after so many marks that it mended, of more than twice as many. */
const MENDED = 20

interface Case {
  /** Every so many-th host. */
  readonly each: number
  readonly heardAt: number
  readonly mark: 'up' | 'missing' | null
  readonly record: 'up' | 'missing' | null
}

const UNSETTLED: readonly Case[] = [
  { each: 1_000, heardAt: T0, mark: 'up', record: 'up' },
  { each: 1_001, heardAt: NOW, mark: 'missing', record: 'missing' },
  { each: 1_003, heardAt: NOW, mark: 'up', record: 'missing' },
  { each: 1_007, heardAt: T0, mark: 'missing', record: 'up' },
  { each: 1_009, heardAt: NOW, mark: null, record: null },
]
const FINE: Case = { each: 1, heardAt: NOW, mark: 'up', record: null }

describe(`${HOSTS} pulses on DynamoDB`, () => {
  let server: Dynalite
  let records: Records
  let region: Region
  const expected: string[] = []

  beforeAll(async () => {
    server = await startDynalite()
    records = memoryRecords()
    region = await openRegion(server, { records, segments: 8 })
    const pulses: FilledPulse[] = []
    for (let i = 0; i < HOSTS; i++) {
      const hostId = `host-${i}`
      const { heardAt, mark, record } = UNSETTLED.find(({ each }) => i % each === 7) ?? FINE
      pulses.push({ hostId, heardAt, mark: mark === null ? null : markOf(hostId, mark) })
      if (record !== null) {
        const value = hostOf(hostId, { state: record })
        await records.write([{ kind: 'host', id: hostId, value, ifVersion: 0 }])
      }
      if (UNSETTLED.some(({ each }) => i % each === 7)) expected.push(hostId)
    }
    await fillPulses(region.table.client, region.table.name, pulses)
  }, 480_000)
  afterAll(async () => {
    region.close()
    await server.close()
  })

  it('are swept correctly though the sweep before was killed, and again after it', async () => {
    const seen: string[] = []
    await killedSweep((hostId) => seen.push(hostId))
    expect(seen.length).toBeLessThan(expected.length)

    for (let pass = 0; pass < 2; pass++) {
      const found: string[] = []
      await sweep(region, (hostId) => found.push(hostId))
      expect(found.sort()).toEqual(expected.sort())
    }
    const shares = await Promise.all([0, 1, 2].map((index) => share(index)))
    expect(shares.flat().sort()).toEqual(expected)
  })

  /** Resolves when the last mark was mended whose answer never comes. */
  async function killedSweep(see: (hostId: string) => void): Promise<void> {
    const faults = awsFaults()
    const tableName = region.table.name
    const dying = await openRegion(server, { records, tableName, plugins: [faults.plugin] })
    let mended = 0
    await new Promise<void>((resolve, reject) => {
      faults.plan(({ command }) => {
        if (mended === MENDED) return 'hanging'
        if (command !== 'UpdateItem' || ++mended < MENDED) return undefined
        resolve()
        return 'hanging_after'
      })
      sweep(dying, see).then(() => reject(new Error('it was not killed')), reject)
    })
    dying.close()
  }

  async function share(index: number): Promise<string[]> {
    const found: string[] = []
    for await (const batch of region.pulses.unsettled(0, NOW, { index, of: 3 })) {
      found.push(...batch.map(({ hostId }) => hostId))
    }
    return found
  }
})

async function sweep({ pulses }: Region, see: (hostId: string) => void): Promise<void> {
  for await (const batch of pulses.unsettled(0, NOW)) for (const { hostId } of batch) see(hostId)
}
