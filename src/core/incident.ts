/**
 * An incident is (host, epoch). Its record is written from events, in whatever order and however
 * often they arrive: opening twice changes nothing, and closing one that was never written opens
 * and closes it in one step.
 */
import type { HostEvent } from './event.ts'
import type { HostId, IncidentId } from './ids.ts'

export type Resolution = 'recovered' | 'paused' | 'retired' | 'deleted'

export interface Incident {
  readonly id: IncidentId
  readonly hostId: HostId
  readonly site: string | null
  readonly epoch: number
  readonly state: 'open' | 'resolved'
  /** The deadline that passed. */
  readonly openedAt: number
  /** When we saw that it had passed. */
  readonly noticedAt: number
  readonly lastHeartbeatAt: number
  readonly deadlineAt: number
  readonly resolvedAt: number | null
  readonly resolution: Resolution | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedBy: string | null
  /** Another region could not be asked when it was opened. */
  readonly unconfirmed?: true
}

/** Returns the incident as it is after the event, or undefined if the event changes nothing. */
export function applyToIncident(
  incident: Incident | undefined,
  event: HostEvent,
): Incident | undefined {
  if (event.incidentId === null) return undefined
  const opened = incident ?? openIncident(event, event.incidentId)
  if (event.kind === 'host.missing') return incident === undefined ? opened : undefined
  if (opened.state === 'resolved') return undefined
  return {
    ...opened,
    state: 'resolved',
    resolvedAt: event.at,
    resolution: event.withdrawal ?? 'recovered',
  }
}

/** Acknowledging is for people to see that someone is on it; it silences nothing. */
export function acknowledgeIncident(incident: Incident, by: string, now: number): Incident {
  if (incident.acknowledgedAt !== null) return incident
  return { ...incident, acknowledgedAt: now, acknowledgedBy: by }
}

function openIncident(event: HostEvent, id: IncidentId): Incident {
  const seenNow = event.kind === 'host.missing'
  return {
    id,
    hostId: event.hostId,
    site: event.site,
    epoch: event.epoch,
    state: 'open',
    openedAt: event.deadlineAt,
    noticedAt: seenNow ? event.noticedAt : event.deadlineAt,
    lastHeartbeatAt: event.silentSince ?? event.lastHeartbeatAt,
    deadlineAt: event.deadlineAt,
    resolvedAt: null,
    resolution: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    ...(event.unconfirmed ? { unconfirmed: true } : {}),
  }
}
