import { describe, expect, test } from 'vitest'
import { describeBlindness, WINDOWS_IN_WORDS_MAX, WINDOWS_MAX } from './blindness.ts'
import type { BlindCause, BlindEvent } from './event.ts'
import type { EventId } from './ids.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const blind = (cause: BlindCause, at: number, blindMs: number, insist = false): BlindEvent => ({
  id: `main~${at}~${insist}` as EventId,
  kind: 'flatline.blind',
  at,
  noticedAt: at + blindMs,
  cause,
  blindMs,
  insist,
})

describe('blindness in words', () => {
  test('says when it was, why, and what to do', () => {
    const { subject, note, windows } = describeBlindness([blind('store', NOON, 45_000)])
    expect(subject).toBe('Flatline was blind for 45 s')
    expect(note).toContain(
      'for 45 s, from 2026-11-21T12:00:00.000Z to 2026-11-21T12:00:45.000Z: ' +
        'Flatline could not store heartbeats.',
    )
    expect(note).toContain('What to do: Look for missing space and for errors on its disk')
    expect(windows).toEqual([{ cause: 'store', from: NOON, to: NOON + 45_000 }])
  })

  test.each([
    ['stopped', /logs of the service/],
    ['stalled', /heavy load, a suspend/],
    ['clock', /time synchronisation/],
    ['store', /space/],
    ['overload', /Sizing/],
  ] as const)('has a cure for %s, told once however often it happened', (cause, cure) => {
    const again = [blind(cause, NOON, 5_000), blind(cause, NOON + 60_000, 5_000)]
    expect(describeBlindness(again).note?.match(new RegExp(cure, 'g'))).toHaveLength(1)
  })

  test('lists several windows by their start, each with its length and cause', () => {
    const events = [blind('clock', NOON + 60_000, 7_000), blind('stalled', NOON, 5_000)]
    const lines = describeBlindness(events).note?.split('\n')
    expect(lines?.slice(0, 3)).toEqual([
      'Flatline could not hear heartbeats for 12 s in all, 2 times ' +
        'from 2026-11-21T12:00:00.000Z to 2026-11-21T12:01:07.000Z:',
      'from 2026-11-21T12:00:00.000Z to 2026-11-21T12:00:05.000Z (5 s): Flatline stood still',
      'from 2026-11-21T12:01:00.000Z to 2026-11-21T12:01:07.000Z (7 s): ' +
        'the clock of the Flatline server was set or the server was suspended',
    ])
  })

  test('counts a window once that was told while it lasted and again at its end', () => {
    const events = [blind('store', NOON, 600_000, true), blind('store', NOON, 660_000)]
    const { subject, windows } = describeBlindness(events)
    expect(subject).toBe('Flatline was blind for 11 min')
    expect(windows).toEqual([{ cause: 'store', from: NOON, to: NOON + 660_000 }])
  })

  test('is bounded, keeps the latest and counts the earlier ones', () => {
    const events = Array.from({ length: 30 }, (_, i) => blind('stalled', NOON + i * 60_000, 5_000))
    const { note, windows } = describeBlindness(events)
    expect(windows).toHaveLength(WINDOWS_MAX)
    expect(windows.at(-1)?.from).toBe(NOON + 29 * 60_000)
    expect(note).toContain('for 3 min in all, 30 times')
    expect(note).toContain('(25 more before these)')
    expect(note?.match(/stood still/g)).toHaveLength(WINDOWS_IN_WORDS_MAX)
    expect(note?.length).toBeLessThan(2_000)
  })
})
