import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deadlineAt } from './deadline.ts'
import { clearPending, type Host, hearHost, missHost, registerHost } from './host.ts'
import { deliveryId, type HostId, type SubscriptionId } from './ids.ts'
import { applyToIncident } from './incident.ts'
import { composeMessage } from './message.ts'

const INTERVAL_MS = 1_000
/** Since then the host is up: nobody has an older pulse of it. */
const HEARD_FIRST = 1_000
const pulseAt = (heardAt: number) => ({
  heardAt,
  intervalMs: INTERVAL_MS,
  timeoutMs: 2_000,
  awayMs: 0,
})
const unconfirmedAt = (heardAt: number) => ({ ...pulseAt(heardAt), unconfirmed: true as const })

function upHost(): Host {
  const hostId = 'till-1' as HostId
  const host = registerHost(
    { hostId, facts: {}, keyId: null, epoch: 0, now: HEARD_FIRST },
    pulseAt(HEARD_FIRST),
  )
  return clearPending(host, host.pendingEvents)
}

function missing(listeningSince = 0): Host {
  const change = missHost(upHost(), unconfirmedAt(1_000), listeningSince, 60_000)
  if (change.kind === 'unchanged') throw new Error(change.reason)
  return change.host
}

test('where another region could not be asked, a host gets exactly one interval more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: HEARD_FIRST, max: 50_000 }),
      fc.nat(50_000),
      fc.integer({ min: -3, max: 3 }),
      (h, since, off) => {
        const pulse = pulseAt(h)
        const now = Math.max(h, since) + pulse.timeoutMs + INTERVAL_MS + off
        const expected = off > 0 ? 'changed' : 'unchanged'
        expect(missHost(upHost(), { ...pulse, unconfirmed: true }, since, now).kind).toBe(expected)
        expect(missHost(upHost(), pulse, since, now - INTERVAL_MS).kind).toBe(expected)
      },
    ),
  )
})

test('the incident is dated at the deadline, as any other', () => {
  expect(missing()).toMatchObject({
    since: deadlineAt(pulseAt(1_000), 0, 60_000),
    judged: { heardAt: 1_000, deadlineAt: 3_000 },
  })
})

test('event, incident and message say that it is unconfirmed; its return does not', () => {
  const host = missing()
  const [event] = host.pendingEvents
  if (event === undefined) throw new Error('no event')
  expect(event).toMatchObject({ kind: 'host.missing', unconfirmed: true })
  const incident = applyToIncident(undefined, event)
  expect(incident).toMatchObject({ state: 'open', unconfirmed: true })
  const notificationId = deliveryId('ops' as SubscriptionId, 1)
  const told = { notificationId, kind: event.kind, publicUrl: null, now: 60_000 }
  expect(composeMessage({ ...told, events: [event] }).hosts).toMatchObject([{ unconfirmed: true }])
  const back = hearHost(clearPending(host, host.pendingEvents), pulseAt(61_000), 0, 61_000)
  if (back.kind === 'unchanged') throw new Error(back.reason)
  const [end] = back.host.pendingEvents
  if (end === undefined) throw new Error('no event')
  expect(end).not.toHaveProperty('unconfirmed')
  expect(applyToIncident(incident, end)).toMatchObject({ state: 'resolved', unconfirmed: true })
})

test('a host that was found missing for sure is not called unconfirmed', () => {
  const change = missHost(upHost(), pulseAt(1_000), 0, 60_000)
  if (change.kind === 'unchanged') throw new Error(change.reason)
  const [event] = change.host.pendingEvents
  if (event === undefined) throw new Error('no event')
  expect(event).not.toHaveProperty('unconfirmed')
  expect(applyToIncident(undefined, event)).not.toHaveProperty('unconfirmed')
})
