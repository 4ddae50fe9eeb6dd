import type { Incident as IncidentAnswer } from '../contract/incident.ts'
import type { Incident } from '../core/incident.ts'
import type { IncidentDelivery } from '../service/get-incident.ts'
import { instantText, instantTextOrNull } from './instant-text.ts'

export function presentIncident(incident: Incident): IncidentAnswer {
  return {
    id: incident.id,
    hostId: incident.hostId,
    site: incident.site,
    epoch: incident.epoch,
    state: incident.state,
    openedAt: instantText(incident.openedAt),
    noticedAt: instantText(incident.noticedAt),
    lastHeartbeatAt: instantText(incident.lastHeartbeatAt),
    deadlineAt: instantText(incident.deadlineAt),
    resolvedAt: instantTextOrNull(incident.resolvedAt),
    resolution: incident.resolution,
    acknowledgedAt: instantTextOrNull(incident.acknowledgedAt),
    acknowledgedBy: incident.acknowledgedBy,
    unconfirmed: incident.unconfirmed === true,
  }
}

export function presentIncidentDelivery({ delivery, subscriptionName, events }: IncidentDelivery) {
  return {
    id: delivery.id,
    subscriptionId: delivery.subscriptionId,
    subscriptionName,
    state: delivery.state,
    events: [...events],
    createdAt: instantText(delivery.createdAt),
    endedAt: instantTextOrNull(delivery.endedAt),
  }
}
