import { describe, expect, it } from 'vitest'
import { beatOf, DEFAULTS, HOUR_MS, hostIdOf, markOf, T0 } from '../samples.suite.ts'
import { itemBytes } from './item-bytes.ts'
import { type Item, markAttributes, pulseOf, rowOf } from './pulse-row.ts'
import { configureUpdate, heartbeatUpdate, markUpdate } from './update-row.ts'

const TABLE = { name: 'pulses', defaults: DEFAULTS }

/** The item that a heartbeat and a mark leave where there was none. */
function itemOf(...updates: ReturnType<typeof markUpdate>[]): Item {
  const item: Item = {}
  for (const { Key = {}, ExpressionAttributeValues = {} } of updates) {
    Object.assign(item, Key)
    for (const [name, value] of Object.entries(ExpressionAttributeValues)) {
      item[name.slice(1)] = value
    }
  }
  return item
}

const seconds = (item: Item) => Number(item.x?.N)

describe('the row of a host', () => {
  it('has at most 100 bytes as a rule', () => {
    const at = T0 + 123_456_789
    const timing = { intervalMs: 65_000, timeoutMs: 95_500 }
    const mark = { site: '0412', facts: 4_294_967_295, registeredAt: at, version: 123 }
    const id = 'store-0412-register1'
    const item = itemOf(
      heartbeatUpdate(TABLE, beatOf(id, at, { timing })),
      markUpdate(TABLE, markOf(id, 'up', mark)),
    )
    expect(id).toHaveLength(20)
    expect(Object.keys(item).sort()).toEqual(['h', 'i', 'm', 'o', 'r', 't', 'v', 'x'])
    expect(itemBytes(item)).toBeLessThanOrEqual(100)
  })

  it('has at most 1 KB, one write unit, with the longest id and site', () => {
    const id = 'h'.repeat(100)
    const timing = { intervalMs: 4_294_967_295, timeoutMs: 4_294_967_295 }
    const item = itemOf(
      heartbeatUpdate(TABLE, beatOf(id, T0 + 1, { timing, awayMs: 123_456_789 })),
      markUpdate(TABLE, markOf(id, 'retired', { site: 'ü'.repeat(64), facts: 4_294_967_295 })),
    )
    expect(itemBytes(item)).toBeLessThanOrEqual(1_024)
  })

  it.each([
    ['up', 'north', 0],
    ['waiting', null, 4_294_967_295],
    ['missing', '', 35],
    ['paused', 'a.b.c', 36],
    ['retired', '.', 1],
  ] as const)('gives back the mark %s of site %j', (state, site, facts) => {
    const mark = markOf('a', state, { site, facts, registeredAt: T0 + 1, version: 77 })
    expect(rowOf({ h: { S: 'a' }, ...markAttributes(mark) })?.recorded).toEqual(mark)
  })

  it('was never heard and is unrecorded if it has nothing but its key', () => {
    const row = rowOf({ h: { S: 'a' } })
    expect(row && pulseOf(row, DEFAULTS)).toEqual({
      hostId: 'a',
      heardAt: 0,
      ...DEFAULTS,
      awayMs: 0,
      recorded: 'unrecorded',
      indicators: null,
    })
  })

  it('is of no host if the key is no host id', () => {
    expect(rowOf({ h: { S: '~tally#0' } })).toBeUndefined()
    expect(rowOf({})).toBeUndefined()
  })
})

describe('the time to live of a row', () => {
  it('ends 48 hours after the last deadline that the heartbeat allows', () => {
    const timing = { intervalMs: 60_000, timeoutMs: 90_001 }
    const own = itemOf(heartbeatUpdate(TABLE, beatOf('a', T0, { timing })))
    expect(seconds(own)).toBe((T0 + 91_000 + 48 * HOUR_MS) / 1_000)
    const leaving = beatOf('a', T0, { timing, awayMs: 9 * HOUR_MS })
    expect(seconds(itemOf(heartbeatUpdate(TABLE, leaving)))).toBe((T0 + 57 * HOUR_MS) / 1_000)
  })

  it('allows for the longest timing if the heartbeat does not name one', () => {
    const item = itemOf(heartbeatUpdate(TABLE, beatOf('a', T0)))
    expect(seconds(item)).toBe((T0 + (14 * 24 + 48) * HOUR_MS) / 1_000)
  })

  it('is taken away when a host stops being up, or is configured by hand', () => {
    const removed = (update: ReturnType<typeof markUpdate>) =>
      /REMOVE .*\bx\b/.test(update.UpdateExpression ?? '')
    expect(removed(markUpdate(TABLE, markOf('a', 'missing')))).toBe(true)
    expect(removed(markUpdate(TABLE, markOf('a', 'up')))).toBe(false)
    expect(removed(configureUpdate(TABLE, hostIdOf('a'), { awayMs: 5 }, false))).toBe(true)
    expect(removed(configureUpdate(TABLE, hostIdOf('a'), {}, false))).toBe(false)
  })
})
