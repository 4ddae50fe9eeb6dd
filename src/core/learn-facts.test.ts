import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsPrint, placePrint, timingPrint } from './facts.ts'
import { announceHost, type Facts, type Host, learnFacts, retime } from './host.ts'
import type { HostId } from './ids.ts'

const aHost = (facts: Facts): Host =>
  announceHost({ hostId: 'till-1' as HostId, facts, keyId: null, epoch: 0, now: 1_000 })

const words = fc.constantFrom('', '0412', '0777', 'till', 'kiosk')
const labels = fc.dictionary(fc.constantFrom('role', 'floor'), words, { maxKeys: 2 })
const durations = fc.constantFrom(1_000, 60_000, 300_000)
const timing = fc.record({ intervalMs: durations, timeoutMs: durations })
const place = fc.record({ site: words, labels }, { requiredKeys: [] })
const facts: fc.Arbitrary<Facts> = fc.record({ site: words, labels, timing }, { requiredKeys: [] })
const timed = fc.tuple(place, timing).map(([said, own]): Facts => ({ ...said, timing: own }))

/** As it is after a person has edited it. */
const moved = (host: Host, site: string | null): Host => ({ ...host, site })

describe('the fingerprint of facts', () => {
  test('is that of the place and that of the timing, either of which can be taken out', () => {
    fc.assert(
      fc.property(facts, (said) => {
        const { timing: _, ...rest } = said
        expect((factsPrint(said) ^ timingPrint(said)) >>> 0).toBe(placePrint(rest))
        expect((factsPrint(said) ^ placePrint(said)) >>> 0).toBe(timingPrint(said))
      }),
    )
  })

  test('of a host is what stands in its record, whatever it has learned', () => {
    fc.assert(
      fc.property(facts, fc.array(facts, { maxLength: 6 }), (first, later) => {
        let host = aHost(first)
        for (const said of later) host = learnFacts(host, said)
        const told = [...later].reverse().find((said) => factsPrint(said) !== 0) ?? first
        expect(host.facts).toBe(factsPrint(told))
        expect(host.timingPrint).toBe(timingPrint(told))
      }),
    )
  })
})

describe('a heartbeat', () => {
  test('that says what the last one said changes nothing, edited meanwhile or not', () => {
    fc.assert(
      fc.property(facts, facts, words, (first, said, site) => {
        const host = moved(learnFacts(aHost(first), said), site)
        expect(learnFacts(host, said)).toBe(host)
      }),
    )
  })

  test('without a timing leaves the timing that a person has set', () => {
    fc.assert(
      fc.property(timed, timing, fc.array(place, { maxLength: 6 }), (first, own, later) => {
        let host = retime(aHost(first), own)
        for (const said of later) host = learnFacts(host, said)
        expect(host.timing).toEqual(own)
      }),
    )
  })

  test('with a timing is listened to again after a person has set one', () => {
    fc.assert(
      fc.property(timed, fc.option(timing), (said, own) => {
        const host = learnFacts(retime(aHost(said), own), said)
        expect(host.timing).toEqual(said.timing)
        expect(host.facts).toBe(factsPrint(said))
      }),
    )
  })

  test('does not undo an edit of the place when only the timing was edited after it', () => {
    fc.assert(
      fc.property(timed, words, fc.option(timing), (said, site, own) => {
        const edited = retime({ ...aHost(said), site, labels: { edited: 'yes' } }, own)
        expect(learnFacts(edited, said)).toMatchObject({ site, labels: { edited: 'yes' } })
      }),
    )
  })

  test('with another timing does not undo an edit of the place either', () => {
    fc.assert(
      fc.property(timed, timing, words, (said, other, site) => {
        const host = learnFacts(moved(aHost(said), site), { ...said, timing: other })
        expect(host).toMatchObject({ site, timing: other })
      }),
    )
  })

  test('may alternate with one that says something else: the record follows each', () => {
    const one: Facts = { site: '0412', timing: { intervalMs: 1_000, timeoutMs: 2_000 } }
    const other: Facts = { site: '0777', timing: { intervalMs: 3_000, timeoutMs: 6_000 } }
    let host = aHost(one)
    for (const said of [other, one, other, one]) {
      host = learnFacts(host, said)
      expect(host).toMatchObject(said)
    }
  })
})

test('a person who sets the timing back to the default leaves none on record', () => {
  const host = aHost({ timing: { intervalMs: 1_000, timeoutMs: 2_000 } })
  expect(retime(host, null)).toMatchObject({ timing: null, timingPrint: 0, facts: 0 })
})
