import { describe, expect, test } from 'vitest'
import { GONE_MS, isAlive, jointListening, type Presence } from './joint-listening.ts'

const NOW = 1e9
const MINUTE = 60_000

const presence = (rest: Partial<Presence> = {}): Presence => ({
  region: 'east',
  aliveAt: NOW,
  everyMs: MINUTE,
  stopped: false,
  listeningSince: NOW - 10 * MINUTE,
  refused: null,
  ...rest,
})

const refused = { cause: 'store', from: NOW - 2 * MINUTE, at: NOW - MINUTE } as const
const sinceOf = (...others: Presence[]) => jointListening('east', others, NOW).listeningSince
const untilOf = (...others: Presence[]) => jointListening('east', others, NOW).heardUntil

describe('listening together', () => {
  test('is held up by nobody where there is nobody else', () => {
    expect(jointListening('east', [], NOW)).toEqual({ listeningSince: 0, heardUntil: Infinity })
  })

  test('began when the last of those that are alive began, in whichever region', () => {
    const early = presence()
    const late = presence({ region: 'west', listeningSince: NOW - MINUTE })
    expect(sinceOf(early, late)).toBe(NOW - MINUTE)
    expect(sinceOf(early)).toBe(NOW - 10 * MINUTE)
  })

  test.each(['east', 'west'])('begins now while one in %s refuses heartbeats', (region) => {
    expect(sinceOf(presence(), presence({ region, refused }))).toBe(NOW)
  })

  test('counts one as alive that missed five of its marks, and not one more', () => {
    expect(isAlive(presence({ aliveAt: NOW - 5 * MINUTE }), NOW)).toBe(true)
    expect(isAlive(presence({ aliveAt: NOW - 5 * MINUTE - 1 }), NOW)).toBe(false)
    expect(isAlive(presence({ stopped: true }), NOW)).toBe(false)
  })

  test('counts one beside us that vanished as deaf until nobody can send to it any more', () => {
    const justNow = presence({ aliveAt: NOW - 6_000, everyMs: 1_000 })
    const earlier = presence({ aliveAt: NOW - 10 * MINUTE, everyMs: 1_000 })
    expect(sinceOf(justNow)).toBe(NOW)
    expect(sinceOf(earlier)).toBe(NOW - 10 * MINUTE + GONE_MS)
  })

  test('does not count one of another region that vanished: its hosts are taken over', () => {
    const gone = presence({ region: 'west', aliveAt: NOW - 6 * MINUTE, listeningSince: NOW })
    expect(sinceOf(gone)).toBe(0)
  })

  test('counts what one that vanished has refused since, in whichever region', () => {
    const gone = presence({ region: 'west', aliveAt: NOW - 6 * MINUTE, refused })
    expect(sinceOf(gone)).toBe(NOW - MINUTE)
    expect(sinceOf({ ...gone, region: 'east' })).toBe(NOW - MINUTE)
    expect(sinceOf({ ...gone, refused: { ...refused, at: NOW + MINUTE } })).toBe(NOW)
  })

  test('does not count one that stopped in peace', () => {
    expect(sinceOf(presence({ stopped: true, listeningSince: NOW, refused }))).toBe(0)
  })

  test('judges nobody by what those beside us may not have read yet', () => {
    const behind = presence({ aliveAt: NOW - 3_000 })
    expect(untilOf(presence(), behind)).toBe(NOW - 3_000)
    expect(untilOf(presence(), { ...behind, region: 'west' })).toBe(NOW)
    expect(untilOf(presence({ aliveAt: NOW - 6 * MINUTE }))).toBe(Infinity)
  })
})
