import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostIdOf, hostsIn, killSlot, type Plan, siteOf, slotsDue, slotsTotal } from './plan.ts'

const plan = (changes: Partial<Plan> = {}): Plan => ({
  hosts: 100,
  intervalMs: 60_000,
  graceMs: undefined,
  durationMs: 180_000,
  batchItems: 1,
  siteHosts: 10,
  connections: 10,
  killedHosts: 0,
  prefix: 'sim',
  ...changes,
})

/** How often each host beats in the whole plan. */
function beatsPerHost(of: Plan): number[] {
  const beats = new Array<number>(of.hosts).fill(0)
  for (let slot = 0; slot < slotsTotal(of); slot++) {
    const { first, end } = hostsIn(of, slot)
    for (let host = first; host < end; host++) beats[host] = (beats[host] ?? 0) + 1
  }
  return beats
}

describe('the plan of a simulation', () => {
  it('lets every host beat once per interval, whatever the batch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 4 }),
        (hosts, batchItems, rounds) => {
          const durationMs = rounds * 60_000
          const beats = beatsPerHost(plan({ hosts, batchItems, durationMs }))
          expect(new Set(beats)).toEqual(new Set([rounds]))
        },
      ),
    )
  })

  it('spreads heartbeats evenly', () => {
    expect([0, 599, 600, 30_000, 60_000].map((at) => slotsDue(plan(), at))).toEqual([
      1, 1, 2, 51, 101,
    ])
    expect(slotsDue(plan(), 1e9)).toBe(300)
  })

  it('silences exactly the killed hosts half-way', () => {
    const of = plan({ killedHosts: 25, batchItems: 10, durationMs: 240_000 })
    const beats = beatsPerHost(of)
    expect(killSlot(of)).toBe(20)
    expect(beats.slice(0, 25)).toEqual(new Array(25).fill(2))
    expect(beats.slice(25)).toEqual(new Array(75).fill(4))
  })

  it('names hosts so that they sort, and groups them into sites', () => {
    expect([0, 99].map((host) => hostIdOf(plan(), host))).toEqual(['sim-00', 'sim-99'])
    expect([0, 9, 10, 99].map((host) => siteOf(plan(), host))).toEqual([
      'sim-0',
      'sim-0',
      'sim-1',
      'sim-9',
    ])
  })
})
