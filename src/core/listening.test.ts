import { describe, expect, test } from 'vitest'
import {
  blindMsOfHour,
  HOUR_MS,
  type Listening,
  observeTick,
  QUIET_MS,
  type Resumed,
  refuse,
  resumeListening,
  startListening,
  TICK_MS,
} from './listening.ts'

const start = (wallMs = 1e6, monotonicMs = 0) =>
  startListening('server', { wallMs, monotonicMs }, null).listening

/** Both clocks run for `ms`; the wall clock is then set by `stepMs` more. */
function later(listening: Listening, ms: number, stepMs = 0) {
  const { wallMs, monotonicMs } = listening.tick
  return observeTick(listening, 'server', {
    wallMs: wallMs + ms + stepMs,
    monotonicMs: monotonicMs + ms,
  })
}

describe('listening', () => {
  test('goes on over ticks that come in time', () => {
    let listening = start()
    for (let i = 0; i < 100; i++) listening = later(listening, TICK_MS + 50).listening
    expect(listening.listeningSince).toBe(1e6)
    expect(listening.untold).toEqual([])
  })

  test('starts anew after a stall, which is told with its length and cause', () => {
    const { listening } = later(start(), 10_000)
    expect(listening.listeningSince).toBe(1_010_000)
    expect(listening.untold).toMatchObject([{ cause: 'stalled', blindMs: 10_000, insist: false }])
  })

  test('a tick a little late ends nothing, but judges nobody by what is not read yet', () => {
    const { listening } = later(start(), 900)
    expect(listening.listeningSince).toBe(1e6)
    expect(listening.heardUntil).toBe(1e6)
    expect(later(listening, TICK_MS).listening.heardUntil).toBe(1_000_900 + TICK_MS)
  })

  test('starts anew after a suspend, which only the wall clock saw', () => {
    const { listening, clockWentBack } = later(start(), TICK_MS, 3_600_000)
    expect(listening.listeningSince).toBe(1e6 + TICK_MS + 3_600_000)
    expect(clockWentBack).toBe(false)
    expect(listening.untold[0]?.cause).toBe('clock')
  })

  test('says when the clock went back, and listens from the new time', () => {
    const { listening, clockWentBack } = later(start(), TICK_MS, -3_600_000)
    expect(clockWentBack).toBe(true)
    expect(listening.listeningSince).toBe(1e6 + TICK_MS - 3_600_000)
    expect(listening.untold[0]?.blindMs).toBe(TICK_MS)
  })

  test('blames the time before the start on itself', () => {
    const former = { lastMark: 400_000, windows: [], insistedAt: 0 }
    const tick = { wallMs: 1e6, monotonicMs: 5 }
    const { listening } = startListening('server', tick, former)
    expect(listening.untold).toMatchObject([{ cause: 'stopped', blindMs: 600_000, insist: true }])
    expect(listening.listeningSince).toBe(1e6)
  })

  test('ends while heartbeats are refused, and begins once none was for a while', () => {
    let listening = refuse(start(), 'store', 1e6 + 10)
    listening = later(listening, TICK_MS).listening
    expect(listening.listeningSince).toBe(1e6 + TICK_MS)
    listening = refuse(listening, 'store', listening.tick.wallMs)
    for (let passed = 0; passed <= QUIET_MS; passed += TICK_MS) {
      listening = later(listening, TICK_MS).listening
    }
    expect(listening.refusing).toBe(null)
    expect(listening.listeningSince).toBe(listening.tick.wallMs)
    expect(listening.untold).toMatchObject([{ cause: 'store' }])
    const since = listening.listeningSince
    expect(later(listening, TICK_MS).listening.listeningSince).toBe(since)
  })

  test('insists after ten minutes of blindness in an hour, once an hour', () => {
    let listening = start()
    for (let i = 0; i < 12; i++) {
      listening = later(listening, 2_000).listening
      for (let tick = 0; tick < 240; tick++) listening = later(listening, TICK_MS).listening
    }
    expect(listening.untold.map((event) => event.insist)).toEqual(
      Array.from({ length: 12 }, (_, index) => index === 9),
    )
    expect(listening.untold[9]?.hourMs).toBe(600_000)
  })

  test('counts a time once in which several windows overlap', () => {
    let listening = start()
    for (let i = 0; i < 12; i++) listening = later(listening, 2_000).listening
    expect(listening.windows).toHaveLength(12)
    expect(blindMsOfHour(listening, listening.tick.wallMs)).toBe(22_000 + 60_000)
  })

  test('insists even while it is still blind', () => {
    let listening = refuse(start(), 'store', 1e6)
    for (let i = 0; i < 11 * 60 * 4; i++) {
      listening = refuse(later(listening, TICK_MS).listening, 'store', listening.tick.wallMs)
    }
    expect(listening.refusing).not.toBe(null)
    expect(listening.untold).toMatchObject([{ insist: true, cause: 'store' }])
  })

  test('forgets blindness that is older than an hour', () => {
    const { listening } = later(start(), 5_000)
    const now = listening.tick.wallMs
    expect(blindMsOfHour(listening, now)).toBe(60_000)
    expect(blindMsOfHour(listening, now + HOUR_MS)).toBe(0)
  })
})

describe('a listener that runs now and then', () => {
  const NOW = 1e9
  const MINUTE = 60_000
  const GAP = 3 * MINUTE
  const former = (rest: Partial<NonNullable<Resumed['presence']>> = {}): Resumed => ({
    windows: [],
    insistedAt: 0,
    presence: {
      region: 'east',
      aliveAt: NOW - MINUTE,
      everyMs: MINUTE,
      stopped: false,
      listeningSince: NOW - 60 * MINUTE,
      refused: null,
      ...rest,
    },
  })
  const resumed = (remembered: Resumed) =>
    resumeListening('east', { wallMs: NOW, monotonicMs: 7 }, remembered, GAP)

  test('begins at its first run, and was not blind before', () => {
    const listening = resumed({ windows: [], insistedAt: 0, presence: null })
    expect(listening).toMatchObject({ listeningSince: NOW, heardUntil: NOW, untold: [] })
  })

  test('has been listening as long as its runs came', () => {
    const listening = resumed(former({ aliveAt: NOW - GAP }))
    expect(listening).toMatchObject({
      listeningSince: NOW - 60 * MINUTE,
      heardUntil: NOW,
      untold: [],
    })
  })

  test('was stopped where no run came for longer than the gap', () => {
    const listening = resumed(former({ aliveAt: NOW - GAP - 1 }))
    expect(listening.listeningSince).toBe(NOW)
    expect(listening.untold).toMatchObject([{ cause: 'stopped', blindMs: GAP + 1 }])
  })

  test('starts anew where its last run lies in the future: the clock was set back', () => {
    expect(resumed(former({ aliveAt: NOW + GAP + 1 })).listeningSince).toBe(NOW)
  })

  test('listens again from the last heartbeat that was refused', () => {
    const refused = { cause: 'store', from: NOW - 30_000, at: NOW - 20_000 } as const
    const listening = resumed(former({ refused }))
    expect(listening.listeningSince).toBe(NOW - 20_000)
    expect(listening.refusing).toBe(null)
    expect(listening.untold).toMatchObject([
      { cause: 'store', at: NOW - 30_000, blindMs: 10_000, insist: false },
    ])
  })

  test('listens from now on where its own heartbeat was not heard before', () => {
    const refused = { cause: 'unreachable', from: NOW - 2 * MINUTE, at: NOW - MINUTE } as const
    const listening = resumed(former({ refused }))
    expect(listening.listeningSince).toBe(NOW)
    expect(listening.untold).toMatchObject([{ cause: 'unreachable', blindMs: 2 * MINUTE }])
  })

  test('goes on refusing while the last refusal is fresh, and tells it once it is over', () => {
    const refused = { cause: 'store', from: NOW - 30_000, at: NOW - QUIET_MS } as const
    const listening = resumed(former({ refused }))
    expect(listening).toMatchObject({ listeningSince: NOW, untold: [] })
    expect(listening.refusing).toMatchObject({ from: NOW - 30_000, latestAt: NOW - QUIET_MS })
  })

  test('remembers the blindness of the hour, and insists past its bound', () => {
    const windows = [{ cause: 'store', from: NOW - 20 * MINUTE, to: NOW - 11 * MINUTE }] as const
    const listening = resumed({ ...former({ aliveAt: NOW - 4 * MINUTE }), windows })
    expect(listening.windows).toHaveLength(2)
    expect(listening.untold).toMatchObject([{ insist: true }])
    const told = resumed({ ...former({ aliveAt: NOW - 4 * MINUTE }), windows, insistedAt: NOW - 1 })
    expect(told.untold).toMatchObject([{ insist: false }])
  })
})
