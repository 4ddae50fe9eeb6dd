import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Timing } from './deadline.ts'
import {
  announceHost,
  clearPending,
  type Host,
  type HostChange,
  hearHost,
  learnFacts,
  missHost,
  PENDING_EVENTS_MAX,
  registerHost,
  resumeHost,
  setAside,
  withdrawForDeletion,
} from './host.ts'
import type { HostId } from './ids.ts'
import { applyToIncident, type Incident } from './incident.ts'

const hostId = 'till-1' as HostId
const pulseAt = (heardAt: number): Timing => ({
  heardAt,
  intervalMs: 1_000,
  timeoutMs: 2_000,
  awayMs: 0,
})
const input = { hostId, facts: {}, keyId: null, epoch: 0, now: 1_000 }
const upHost = () => drained(registerHost(input, pulseAt(1_000)))
const drained = (host: Host): Host => clearPending(host, host.pendingEvents)
const changed = (change: HostChange): Host => {
  if (change.kind === 'unchanged') throw new Error(`unchanged: ${change.reason}`)
  return change.host
}

describe('a host', () => {
  test('is registered by its first heartbeat, and says so once', () => {
    const host = registerHost(input, pulseAt(1_000))
    expect(host.state).toBe('up')
    expect(host.pendingEvents.map((event) => event.kind)).toEqual(['host.registered'])
  })

  test('that was announced waits without ever being missing', () => {
    const host = announceHost(input)
    expect(missHost(host, pulseAt(0), 0, 1e9)).toEqual({
      kind: 'unchanged',
      reason: 'recorded waiting',
    })
    expect(hearHost(host, pulseAt(0), 0, 5_000).kind).toBe('unchanged')
    expect(changed(hearHost(host, pulseAt(5_000), 0, 5_000)).state).toBe('up')
  })

  test('goes missing after its deadline, dated at the deadline', () => {
    const host = changed(missHost(upHost(), pulseAt(1_000), 0, 4_000))
    expect(host).toMatchObject({ state: 'missing', epoch: 1, since: 3_000 })
    expect(host.pendingEvents).toMatchObject([
      { kind: 'host.missing', id: 'till-1~1~missing', at: 3_000, noticedAt: 4_000 },
    ])
  })

  test('is not missing at the deadline itself', () => {
    expect(missHost(upHost(), pulseAt(1_000), 0, 3_000)).toEqual({
      kind: 'unchanged',
      reason: 'in time',
    })
  })

  test('has a full timeout from when it was resumed, whatever its pulse knows of that', () => {
    const paused: Host = { ...upHost(), state: 'paused' }
    const resumed = changed(resumeHost(paused, 50_000, { isHeard: true, isShared: true }))
    expect(missHost(resumed, pulseAt(1_000), 0, 52_000).kind).toBe('unchanged')
    expect(missHost(resumed, pulseAt(1_000), 0, 52_001).kind).toBe('changed')
    expect(missHost(resumed, pulseAt(1_000), 0, 49_000).kind).toBe('unchanged')
  })

  test('recovers by a heartbeat newer than the judged one, and by no other', () => {
    const missing = drained(changed(missHost(upHost(), pulseAt(1_000), 0, 4_000)))
    expect(hearHost(missing, pulseAt(1_000), 0, 5_000).kind).toBe('unchanged')
    const back = changed(hearHost(missing, pulseAt(5_000), 0, 5_001))
    expect(back).toMatchObject({ state: 'up', epoch: 2, since: 5_000, judged: null })
    expect(back.pendingEvents).toMatchObject([
      { kind: 'host.recovered', id: 'till-1~1~recovered', incidentId: 'till-1~1' },
    ])
  })

  test('says since when it was silent as it goes missing, returns or is withdrawn', () => {
    const missing = changed(missHost(upHost(), pulseAt(1_000), 0, 4_000))
    const back = changed(hearHost(drained(missing), pulseAt(5_000), 0, 5_001))
    const paused = changed(setAside(drained(missing), 'paused', 5_000))
    for (const host of [missing, back, paused]) {
      expect(host.pendingEvents).toMatchObject([{ silentSince: 1_000 }])
    }
    expect(registerHost(input, pulseAt(1_000)).pendingEvents[0]).not.toHaveProperty('silentSince')
  })

  test('that is paused or retired stays silent and is not woken by a heartbeat', () => {
    for (const state of ['paused', 'retired'] as const) {
      const aside = changed(setAside(upHost(), state, 2_000))
      expect(missHost(aside, pulseAt(1_000), 0, 1e9).kind).toBe('unchanged')
      expect(hearHost(aside, pulseAt(9_000), 0, 9_000).kind).toBe('unchanged')
    }
  })

  test('paused while missing has its incident withdrawn', () => {
    const missing = drained(changed(missHost(upHost(), pulseAt(1_000), 0, 4_000)))
    const paused = changed(setAside(missing, 'paused', 5_000))
    expect(paused).toMatchObject({ state: 'paused', epoch: 2 })
    expect(paused.pendingEvents).toMatchObject([
      { kind: 'host.withdrawn', withdrawal: 'paused', incidentId: 'till-1~1' },
    ])
  })

  test('resumes as up if it was ever heard, else as waiting', () => {
    const resume = (host: Host, isHeard: boolean) =>
      resumeHost(host, 3_000, { isHeard, isShared: false })
    const paused = changed(setAside(upHost(), 'paused', 2_000))
    expect(changed(resume(paused, true)).state).toBe('up')
    expect(changed(resume(paused, false)).state).toBe('up')
    const announced = changed(setAside(announceHost(input), 'paused', 2_000))
    expect(changed(resume(announced, true)).state).toBe('up')
    expect(changed(resume(announced, false)).state).toBe('waiting')
    expect(resume(upHost(), true).kind).toBe('unchanged')
  })

  test('that waits since it was resumed has a full timeout, though it was heard before', () => {
    const announced = changed(setAside(announceHost(input), 'paused', 2_000))
    const how = { isHeard: false, isShared: true }
    const waiting = changed(resumeHost(announced, 9_000, how))
    const host = changed(hearHost(waiting, pulseAt(3_000), 0, 10_000))
    expect(host.state).toBe('up')
    expect(missHost(host, pulseAt(3_000), 0, 11_000).kind).toBe('unchanged')
    expect(missHost(host, pulseAt(3_000), 0, 11_001).kind).toBe('changed')
  })

  test('that is deleted while missing leaves a withdrawn incident', () => {
    const missing = drained(changed(missHost(upHost(), pulseAt(1_000), 0, 4_000)))
    expect(withdrawForDeletion(missing, 5_000).pendingEvents).toMatchObject([
      { kind: 'host.withdrawn', withdrawal: 'deleted' },
    ])
  })

  test('keeps what a heartbeat does not say', () => {
    const host = learnFacts(upHost(), { site: '0412', labels: { role: 'till' } })
    expect(learnFacts(host, { labels: { role: 'kiosk' } })).toMatchObject({
      site: '0412',
      labels: { role: 'kiosk' },
    })
  })

  test('whose outbox is full changes no more until it is drained', () => {
    let host = upHost()
    let now = 10_000
    for (let i = 0; i < PENDING_EVENTS_MAX; i += 2) {
      host = changed(missHost(host, pulseAt(now), 0, now + 2_001))
      host = changed(hearHost(host, pulseAt(now + 3_000), 0, now + 3_000))
      now += 10_000
    }
    expect(missHost(host, pulseAt(now), 0, now + 2_001)).toEqual({
      kind: 'unchanged',
      reason: 'outbox full',
    })
  })
})

type Step = { kind: 'beat' | 'look' | 'pause' | 'resume'; after: number }
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('beat', 'look', 'look', 'beat', 'pause', 'resume'),
    after: fc.integer({ min: 1, max: 3_000 }),
  }),
  { maxLength: 60 },
)

/** Lives through the steps, looking after each; every event goes to its incident. */
function live(run: readonly Step[]) {
  let host = upHost()
  let heardAt = 1_000
  let now = 1_000
  let listeningSince = 0
  const incidents = new Map<string, Incident>()
  const transitions: Host[] = [host]
  for (const step of run) {
    now += step.after
    if (step.kind === 'beat') heardAt = now
    if (step.kind === 'resume') listeningSince = now
    const change = act(host, step, pulseAt(heardAt), listeningSince, now)
    if (change.kind === 'unchanged') continue
    host = change.host
    for (const event of host.pendingEvents) {
      if (event.incidentId === null) continue
      const after = applyToIncident(incidents.get(event.incidentId), event)
      if (after !== undefined) incidents.set(event.incidentId, after)
    }
    transitions.push(host)
    host = drained(host)
  }
  return { host, heardAt, now, listeningSince, transitions, incidents: [...incidents.values()] }
}

function act(host: Host, step: Step, pulse: Timing, since: number, now: number): HostChange {
  if (step.kind === 'pause') return setAside(host, 'paused', now)
  if (step.kind === 'resume') return resumeHost(host, now, { isHeard: true, isShared: false })
  const heard = hearHost(host, pulse, 0, now)
  return heard.kind === 'changed' ? heard : missHost(host, pulse, since, now)
}

describe('whatever happens to a host', () => {
  test('epochs rise by one exactly at each change between up and missing', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const { transitions } = live(run)
        for (const [index, after] of transitions.entries()) {
          const before = transitions[index - 1]
          if (before === undefined) continue
          const crossed = (before.state === 'missing') !== (after.state === 'missing')
          expect(after.epoch - before.epoch).toBe(crossed ? 1 : 0)
        }
      }),
    )
  })

  test('it has exactly one open incident while missing, and none otherwise', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const { host, incidents } = live(run)
        const open = incidents.filter((incident) => incident.state === 'open')
        expect(open.length).toBe(host.state === 'missing' ? 1 : 0)
        expect(new Set(incidents.map((incident) => incident.id)).size).toBe(incidents.length)
      }),
    )
  })

  test('silence for a timeout ends in an incident, a heartbeat in time never does', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const { host, heardAt, now, listeningSince } = live(run)
        if (host.state !== 'up') return
        const silentUntil = Math.max(now, heardAt, listeningSince) + 2_001
        expect(missHost(host, pulseAt(heardAt), listeningSince, silentUntil).kind).toBe('changed')
        expect(missHost(host, pulseAt(now), listeningSince, now + 2_000).kind).toBe('unchanged')
      }),
    )
  })
})
