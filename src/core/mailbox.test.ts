import { describe, expect, test } from 'vitest'
import type { FleetEvent, HostEvent, HostEventKind } from './event.ts'
import type { EventId, HostId, IncidentId, SilenceId, SubscriptionId } from './ids.ts'
import {
  belongsInMailbox,
  type Entry,
  newEntry,
  nextCut,
  type Sorting,
  sortEntries,
} from './mailbox.ts'
import type { Silence } from './silence.ts'
import { DEFAULT_EVENTS, type Subscription } from './subscription.ts'

const subscription: Subscription = {
  id: 'ops' as SubscriptionId,
  name: 'ops',
  channel: { kind: 'log' },
  events: DEFAULT_EVENTS,
  match: {},
  groupWaitMs: 10_000,
  groupIntervalMs: 60_000,
  state: 'active',
  stateReason: null,
  confirmationHash: null,
  createdAt: 0,
}

function event(kind: HostEventKind, host = 'till-1', epoch = 1): HostEvent {
  return {
    id: `${host}~${epoch}~${kind}` as EventId,
    kind,
    at: 0,
    noticedAt: 0,
    hostId: host as HostId,
    site: '0412',
    labels: { role: 'till' },
    lastHeartbeatAt: 0,
    deadlineAt: 0,
    incidentId: kind === 'host.registered' ? null : (`${host}~${epoch}` as IncidentId),
    epoch,
  }
}
const blind = (insist: boolean): FleetEvent => ({
  id: 'flatline~blind~server~1' as EventId,
  kind: 'flatline.blind',
  at: 0,
  noticedAt: 0,
  cause: 'stalled',
  blindMs: 10_000,
  insist,
})
const entries = (...events: FleetEvent[]) => events.map((each) => newEntry(subscription, each, 0))
const silence = (to: number): Silence => ({
  id: 'quiet' as SilenceId,
  match: { site: '0412' },
  from: 0,
  to,
  reason: 'works',
  createdAt: 0,
  createdBy: 'ops',
})

const sort = (waiting: readonly Entry[], rest: Partial<Sorting> = {}) =>
  sortEntries(waiting, {
    subscription,
    silences: [],
    overtaken: new Set(),
    cutAt: 1_000,
    now: 1_000,
    ...rest,
  })

describe('a mailbox', () => {
  test('takes what the subscription asks for and matches', () => {
    expect(belongsInMailbox(subscription, event('host.missing'))).toBe(true)
    expect(belongsInMailbox(subscription, event('host.registered'))).toBe(false)
    const elsewhere = { ...subscription, match: { site: '9*' } }
    expect(belongsInMailbox(elsewhere, event('host.missing'))).toBe(false)
    expect(belongsInMailbox({ ...subscription, state: 'disabled' }, event('host.missing'))).toBe(
      false,
    )
  })

  test('takes our own blindness when asked for it, and always past its bound', () => {
    expect(belongsInMailbox(subscription, blind(false))).toBe(false)
    expect(belongsInMailbox(subscription, blind(true))).toBe(true)
    expect(belongsInMailbox({ ...subscription, match: { site: 'x' } }, blind(true))).toBe(true)
  })

  test('tells nothing of a host that was back before anyone was told', () => {
    const sorted = sort(
      entries(event('host.missing'), event('host.recovered'), event('host.missing', 'till-2')),
    )
    expect(sorted.told.get('host.missing')?.map((entry) => entry.event.id)).toEqual([
      'till-2~1~host.missing',
    ])
    expect(sorted.dropped.map((each) => each.reason)).toEqual(['paired', 'paired'])
  })

  test('pairs only events of the same incident', () => {
    const waiting = entries(
      event('host.recovered', 'till-1', 1),
      event('host.missing', 'till-1', 3),
    )
    const sorted = sort(waiting)
    expect(sorted.dropped).toEqual([])
    expect(sorted.told.get('host.recovered')).toHaveLength(1)
  })

  test('tells the events of one host in the order in which they happened', () => {
    const waiting = entries(
      event('host.missing', 'till-1', 3),
      event('host.recovered', 'till-1', 1),
      event('host.missing', 'till-2', 1),
    )
    const { told } = sort(waiting)
    const ids = [...told.values()].flat().map((entry) => entry.event.id)
    expect(ids.sort()).toEqual(['till-1~1~host.recovered', 'till-2~1~host.missing'])
    const rest = waiting.filter((entry) => !ids.includes(entry.event.id))
    const next = sort(rest)
    expect(next.told.get('host.missing')?.[0]?.event.id).toBe('till-1~3~host.missing')
  })

  test('pairs a return that is not due yet with the opening that is', () => {
    const [opening, end] = entries(event('host.missing'), event('host.recovered'))
    if (opening === undefined || end === undefined) throw new Error('no entries')
    const sorted = sort([opening, { ...end, notBefore: 1_500 }], { now: 2_000 })
    expect(sorted.dropped.map((each) => each.reason)).toEqual(['paired', 'paired'])
  })

  test('counts an arrival in the future as due: the clock was set back since', () => {
    const [entry] = entries(event('host.missing'))
    if (entry === undefined) throw new Error('no entry')
    const sorted = sort([{ ...entry, notBefore: 9_000 }])
    expect(sorted.told.get('host.missing')).toHaveLength(1)
  })

  test('lets what came later wait for what a silence holds of the same host', () => {
    const [opening, end] = entries(event('host.missing'), event('host.recovered', 'till-1', 3))
    if (opening === undefined || end === undefined) throw new Error('no entries')
    const holding = { ...silence(5_000), match: { role: 'till' } }
    const heldOpening = { ...opening, silenceId: holding.id, notBefore: 5_000 }
    const elsewhere = { ...end, event: { ...event('host.recovered', 'till-1', 3), labels: {} } }
    const sorted = sort([heldOpening, elsewhere], { silences: [holding] })
    expect(sorted.held.map(({ entry }) => entry.id)).toEqual([end.id])
  })

  test.each([
    ['its silence has ended since the cut', 'quiet' as SilenceId],
    ['its silence was deleted since the cut', null],
  ])('lets what came later wait for what was not due at the cut: %s', (_, silenceId) => {
    const [back, again] = entries(event('host.recovered'), event('host.missing', 'till-1', 5))
    if (back === undefined || again === undefined) throw new Error('no entries')
    const heldBack = { ...back, silenceId, notBefore: 1_500 }
    const sorted = sort([heldBack, again], { cutAt: 1_000, now: 2_000 })
    expect(sorted.told.size).toBe(0)
    expect(sorted.held).toEqual([{ entry: again, silenceId, until: 1_500 }])
    const next = sort([heldBack, { ...again, notBefore: 1_500 }], { cutAt: 2_000, now: 2_000 })
    expect([...next.told.keys()]).toEqual(['host.recovered'])
  })

  test('does not let anything wait for a pair that is dropped', () => {
    const [opening, end, again] = entries(
      event('host.missing'),
      event('host.recovered'),
      event('host.missing', 'till-1', 5),
    )
    if (opening === undefined || end === undefined || again === undefined) throw new Error('none')
    const heldOpening = { ...opening, silenceId: 'quiet' as SilenceId, notBefore: 1_500 }
    expect(sort([heldOpening, end, again]).told.get('host.missing')).toEqual([again])
  })

  test('does not tell an opening whose end passed it by', () => {
    const waiting = entries(event('host.missing'))
    const sorted = sort(waiting, { overtaken: new Set(waiting.map(({ id }) => id)) })
    expect(sorted.dropped.map((each) => each.reason)).toEqual(['overtaken'])
  })

  test('pairs a return for a for a subscription that never asked to hear of returns', () => {
    const onlyMissing = { ...subscription, events: ['host.missing'] as const }
    expect(belongsInMailbox(onlyMissing, event('host.recovered'))).toBe(true)
    const back = sort(entries(event('host.recovered')), { subscription: onlyMissing })
    expect(back.dropped.map((each) => each.reason)).toEqual(['unwanted'])
  })

  test('holds back what a silence covers, until it ends', () => {
    const waiting = entries(event('host.missing'))
    expect(sort(waiting, { silences: [silence(500)], now: 499 }).held).toHaveLength(1)
    expect(sort(waiting, { silences: [silence(500)], now: 500 }).held).toHaveLength(0)
  })

  test('never silences our own blindness', () => {
    const everything = { ...silence(500), match: {} }
    const sorted = sort(entries(blind(true)), { silences: [everything], now: 1 })
    expect(sorted.told.get('flatline.blind')).toHaveLength(1)
  })
})

describe('a cut', () => {
  test('waits for a group to form from the first event on', () => {
    expect(nextCut(subscription, 0, 1_000, 5_000)).toEqual({ kind: 'wait', until: 11_000 })
    expect(nextCut(subscription, 0, 1_000, 11_000)).toEqual({ kind: 'cut', cutAt: 11_000 })
  })

  test('gives a mass that is still being placed three times as long to become one group', () => {
    expect(nextCut(subscription, 0, 1_000, 11_000, true)).toEqual({ kind: 'wait', until: 31_000 })
    expect(nextCut(subscription, 0, 1_000, 31_000, true).kind).toBe('cut')
  })

  test('gives it half a minute where people want to hear at once', () => {
    const hasty = { ...subscription, groupWaitMs: 0 }
    expect(nextCut(hasty, 0, 1_000, 11_000, true)).toEqual({ kind: 'wait', until: 31_000 })
    expect(nextCut(hasty, 0, 1_000, 31_000, true).kind).toBe('cut')
  })

  test('keeps its distance from the one before', () => {
    expect(nextCut(subscription, 11_000, 12_000, 30_000)).toEqual({ kind: 'wait', until: 71_000 })
  })

  test('goes at once for what was due at the last cut already', () => {
    expect(nextCut(subscription, 11_000, 10_500, 11_200)).toEqual({ kind: 'cut', cutAt: 11_000 })
  })

  test('has nothing to do in an empty mailbox', () => {
    expect(nextCut(subscription, 11_000, undefined, 1e9)).toEqual({ kind: 'idle' })
  })
})
