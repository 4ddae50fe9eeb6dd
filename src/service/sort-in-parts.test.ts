import { expect, test } from 'vitest'
import { makeWorld, WORLD_STARTS_AT as NOW } from '../../test/kit/world.ts'
import type { HostEvent, HostEventKind } from '../core/event.ts'
import type { EventId, HostId, IncidentId, SubscriptionId } from '../core/ids.ts'
import { newEntry, type Sorted, sortEntries } from '../core/mailbox.ts'
import { DEFAULT_EVENTS, type Subscription } from '../core/subscription.ts'
import { PART_HOSTS, sortInParts } from './sort-in-parts.ts'

const HOSTS = 2 * PART_HOSTS + 1

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

/** Of every so many of the hosts. */
function entriesOf(kind: HostEventKind, epoch: number, every: number, notBefore = 0) {
  return Array.from({ length: HOSTS }, (_, index) => index)
    .filter((index) => index % every === 0)
    .map((index) => ({
      ...newEntry(subscription, eventOf(kind, `till-${index}`, epoch), 0),
      notBefore,
      silenceId: null,
    }))
}

function eventOf(kind: HostEventKind, host: string, epoch: number): HostEvent {
  return {
    id: `${host}~${epoch}~${kind}` as EventId,
    kind,
    at: 0,
    noticedAt: 0,
    hostId: host as HostId,
    site: '0412',
    labels: {},
    lastHeartbeatAt: 0,
    deadlineAt: 0,
    incidentId: `${host}~${epoch}` as IncidentId,
    epoch,
  }
}

function idsOf({ told, held, dropped }: Sorted) {
  const toldIds = [...told].map(([kind, some]) => [kind, some.map(({ id }) => id).sort()])
  const heldIds = held.map(({ entry, until }) => `${entry.id} ${until}`).sort()
  const droppedIds = dropped.map(({ entry, reason }) => `${entry.id} ${reason}`).sort()
  return { told: toldIds, held: heldIds, dropped: droppedIds }
}

test('sorts a mass as if it were sorted at once, and lets others go in between', async () => {
  const { ctx } = makeWorld()
  const entries = [
    ...entriesOf('host.missing', 1, 1),
    ...entriesOf('host.recovered', 1, 3),
    ...entriesOf('host.recovered', 0, 4, NOW - 1),
    ...entriesOf('host.missing', 2, 5),
  ]
  const sorting = { subscription, silences: [], overtaken: new Set<string>() }
  const cut = { ...sorting, cutAt: NOW - 10, now: NOW }
  let turns = 0
  const nextTurn = async () => {
    turns++
  }
  const parts = await sortInParts({ ...ctx, nextTurn }, entries, cut)
  const whole = sortEntries(entries, cut)
  expect(idsOf(parts)).toEqual(idsOf(whole))
  expect(whole.told.get('host.missing')?.length).toBeGreaterThan(PART_HOSTS)
  expect(whole.held.length).toBeGreaterThan(PART_HOSTS / 4)
  expect(whole.dropped.length).toBeGreaterThan(PART_HOSTS / 2)
  expect(turns).toBeGreaterThanOrEqual(3)
})
