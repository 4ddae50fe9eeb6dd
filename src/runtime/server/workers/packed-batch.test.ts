import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isHostId } from '../../../core/ids.ts'
import { heartbeatIn } from '../plain-reception.ts'
import { type PackedHeartbeat, packBatch, unpackBatch } from './packed-batch.ts'

const text = fc.string({ minLength: 1, maxLength: 60 }).filter((value) => value.trim() !== '')
const bodies = fc.record(
  {
    hostId: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,98}[a-z0-9]$/).filter(isHostId),
    interval: fc.constantFrom('1s', '5m', '7d'),
    away: fc.constantFrom('90s', '1h'),
    site: text,
    labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), text, { maxKeys: 16 }),
    indicators: fc.dictionary(
      fc.stringMatching(/^[a-z]{1,9}$/),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      { maxKeys: 16 },
    ),
  },
  { requiredKeys: ['hostId'] },
)
const items = bodies
  .map((body) => heartbeatIn(JSON.stringify(body)))
  .filter((heartbeat) => heartbeat !== undefined)
const batches = fc.record({
  id: fc.integer({ min: 0, max: 0xffff_ffff }),
  keyText: fc.stringMatching(/^fl_[0-9A-Za-z_]{1,60}$/),
  items: fc.array(
    fc.record({ byAlias: fc.boolean(), heartbeat: items }).map((item): PackedHeartbeat => item),
    { maxLength: 20 },
  ),
})

function packed(count: number): Buffer {
  const heartbeat = heartbeatIn('{"hostId":"till-1","interval":"1s","site":"0412"}')
  if (heartbeat === undefined) throw new Error('no heartbeat')
  const item = { byAlias: false, heartbeat }
  return packBatch({ id: 1, keyText: 'fl_x', items: Array.from({ length: count }, () => item) })
}

test('a batch comes out as it went in', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      expect(unpackBatch(packBatch(batch))).toEqual(batch)
    }),
  )
})

test('a batch that breaks off, or has something behind it, is refused', () => {
  const bytes = packed(3)
  for (let length = 0; length < bytes.length; length++) {
    expect(() => unpackBatch(bytes.subarray(0, length))).toThrow()
  }
  expect(() => unpackBatch(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow('behind it')
})

test('a batch with broken bytes is refused or read, and never more than that', () => {
  const bytes = packed(3)
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })))
  fc.assert(
    fc.property(edits, (changes) => {
      const broken = Buffer.from(bytes)
      for (const [at, value] of changes) broken[at] = value
      let hostIds: string[] = []
      try {
        hostIds = unpackBatch(broken).items.map(({ heartbeat }) => heartbeat.hostId)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      expect(hostIds.every(isHostId)).toBe(true)
    }),
  )
})

test('no batch is larger than one request may be', () => {
  expect(unpackBatch(packed(1_000)).items).toHaveLength(1_000)
  expect(() => unpackBatch(packed(1_001))).toThrow('a batch of 1001 heartbeats')
})
