import { describe, expect, test } from 'vitest'
import type { HostEvent } from './event.ts'
import type { EventId, HostId, IncidentId } from './ids.ts'
import { acknowledgeIncident, applyToIncident } from './incident.ts'

const missing: HostEvent = {
  id: 'a~1~missing' as EventId,
  kind: 'host.missing',
  at: 3_000,
  noticedAt: 3_100,
  hostId: 'a' as HostId,
  site: '0412',
  labels: {},
  lastHeartbeatAt: 1_000,
  deadlineAt: 3_000,
  incidentId: 'a~1' as IncidentId,
  epoch: 1,
}
const recovered: HostEvent = {
  ...missing,
  id: 'a~1~recovered' as EventId,
  kind: 'host.recovered',
  at: 9_000,
  lastHeartbeatAt: 9_000,
}

describe('an incident', () => {
  test('opens at the deadline that passed, not when it was noticed', () => {
    expect(applyToIncident(undefined, missing)).toMatchObject({
      id: 'a~1',
      state: 'open',
      openedAt: 3_000,
      noticedAt: 3_100,
    })
  })

  test('opened twice is one incident', () => {
    expect(applyToIncident(applyToIncident(undefined, missing), missing)).toBeUndefined()
  })

  test('resolved twice keeps its first end, and never opens again', () => {
    const resolved = applyToIncident(applyToIncident(undefined, missing), recovered)
    expect(resolved).toMatchObject({
      state: 'resolved',
      resolvedAt: 9_000,
      resolution: 'recovered',
    })
    expect(applyToIncident(resolved, { ...recovered, at: 10_000 })).toBeUndefined()
    expect(applyToIncident(resolved, missing)).toBeUndefined()
  })

  test('whose opening was never written is written whole by its end', () => {
    expect(applyToIncident(undefined, recovered)).toMatchObject({
      state: 'resolved',
      openedAt: 3_000,
      resolvedAt: 9_000,
    })
  })

  test('withdrawn says why', () => {
    const paused: HostEvent = { ...recovered, kind: 'host.withdrawn', withdrawal: 'paused' }
    expect(applyToIncident(undefined, paused)?.resolution).toBe('paused')
  })

  test('is acknowledged once, by the first', () => {
    const open = applyToIncident(undefined, missing)
    if (open === undefined) throw new Error('not opened')
    const seen = acknowledgeIncident(open, 'ann', 4_000)
    expect(acknowledgeIncident(seen, 'bob', 5_000)).toMatchObject({ acknowledgedBy: 'ann' })
  })
})
