import type { Delivery } from '../../src/contract/delivery.ts'
import type { Host } from '../../src/contract/host.ts'
import type { Incident } from '../../src/contract/incident.ts'
import type { Received } from '../kit/webhook-receiver.ts'
import type { Attempt, History, HostHistory, Telling } from './history.ts'

/** The true time at which the histories below begin. */
export const BEGAN = Date.parse('2026-03-02T08:00:00.000Z')
const LASTS_MS = 60_000
const SECOND = 1_000

/**
 * A minute in which all is well: `steady` beats, `dead` falls silent after 20 s, `back` is silent
 * from 20 s to 40 s. Every interval is 1 s, every timeout 3 s.
 */
export function soundHistory(): History & { readonly tellings: readonly Telling[] } {
  const missing = message('healthy~1', 30_000, 'hosts.missing', ['dead~1', 'back~1'])
  const recovered = message('healthy~2', 41_000, 'hosts.recovered', ['back~1'])
  return {
    hosts: [
      host('steady', () => true),
      host('dead', (at) => at <= 20_000),
      host('back', (at) => at <= 20_000 || at >= 40_000),
    ],
    disturbances: [{ kind: 'kill', from: BEGAN + 10_000, to: BEGAN + 11_000 }],
    clock: [{ at: BEGAN, aheadMs: 0 }],
    shown: {
      at: BEGAN + LASTS_MS,
      hosts: [
        shownHost('steady', 'up', 0, 59_000),
        shownHost('dead', 'missing', 1, 20_000),
        shownHost('back', 'up', 2, 59_000),
      ],
      incidents: [shownIncident('dead', 23_200, null), shownIncident('back', 23_200, 40_000)],
    },
    tellings: [
      {
        name: 'healthy',
        broughtBack: 0,
        received: [missing, recovered],
        deliveries: [delivery('healthy~1', 'sent'), delivery('healthy~2', 'sent')],
      },
    ],
  }
}

function host(hostId: string, beats: (at: number) => boolean): HostHistory {
  const seconds = Array.from({ length: LASTS_MS / SECOND }, (_, second) => second * SECOND)
  return {
    hostId,
    fate: 'steady',
    intervalMs: SECOND,
    graceMs: 2 * SECOND,
    connectsAnew: false,
    absences: [],
    attempts: seconds.filter(beats).map(attempt),
  }
}

function attempt(afterMs: number): Attempt {
  const begunAt = BEGAN + afterMs
  return { begunAt, sentAt: begunAt, acknowledgedAt: begunAt + 2, status: 200 }
}

function shownHost(hostId: string, state: Host['state'], epoch: number, heardMs: number): Host {
  return {
    hostId,
    state,
    epoch,
    since: text(0),
    site: null,
    labels: {},
    lastHeartbeatAt: text(heardMs),
    intervalMs: SECOND,
    graceMs: 2 * SECOND,
    deadlineAt: text(heardMs + 3 * SECOND),
    indicators: null,
    registeredAt: text(0),
    timingFrom: 'own',
    keyId: null,
  }
}

export function shownIncident(
  hostId: string,
  noticedMs: number,
  resolvedMs: number | null,
  epoch = 1,
): Incident {
  return {
    id: `${hostId}~${epoch}`,
    hostId,
    site: null,
    epoch,
    state: resolvedMs === null ? 'open' : 'resolved',
    openedAt: text(noticedMs),
    noticedAt: text(noticedMs),
    lastHeartbeatAt: text(noticedMs),
    deadlineAt: text(noticedMs),
    resolvedAt: resolvedMs === null ? null : text(resolvedMs),
    resolution: resolvedMs === null ? null : 'recovered',
    acknowledgedAt: null,
    acknowledgedBy: null,
    unconfirmed: false,
  }
}

/** One that tells of these incidents and was taken. */
export function message(
  id: string,
  atMs: number,
  type: 'hosts.missing' | 'hosts.recovered',
  incidentIds: readonly string[],
): Received {
  const hosts = incidentIds.map((incidentId) => ({
    hostId: incidentId.split('~')[0] ?? '',
    site: null,
    lastHeartbeatAt: text(0),
    deadlineAt: text(0),
    incidentId,
    url: null,
  }))
  const told = { notificationId: id, subject: '', total: hosts.length, hosts, more: 0 }
  const sent = { type, timestamp: text(atMs), data: told }
  const body = JSON.stringify(sent)
  const at = BEGAN + atMs
  return { at, path: '/', id, signed: true, body, message: sent, answered: 200 }
}

export function delivery(id: string, state: Delivery['state']): Delivery {
  return {
    id,
    subscriptionId: 'healthy',
    state,
    type: 'hosts.missing',
    subject: '',
    createdAt: text(0),
    attemptsTotal: 1,
    nextAttemptAt: null,
    endedAt: null,
    attempts: [{ at: text(0), durationMs: 1, outcome: 'accepted', detail: 'HTTP 200' }],
  }
}

export function text(afterMs: number): string {
  return new Date(BEGAN + afterMs).toISOString()
}
