import { z } from 'zod'
import { incidentSchema } from '../contract/incident.ts'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { isHostId } from '../core/ids.ts'
import { acknowledgeIncident } from '../service/acknowledge-incident.ts'
import { getIncident } from '../service/get-incident.ts'
import { listIncidents } from '../service/list-incidents.ts'
import { endpoint } from './endpoint.ts'
import { instantText } from './instant-text.ts'
import { presentIncident, presentIncidentDelivery } from './present-incident.ts'
import { presentPage } from './present-page.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Incidents'

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/incidents',
  tag,
  summary: 'List incidents, the newest first',
  scope: 'read',
  query: z.strictObject({
    state: z.enum(['open', 'resolved']).optional(),
    site: z.string().max(64).optional(),
    hostId: z.string().max(100).refine(isHostId).optional(),
    ...pageQuery,
  }),
  answers: {
    200: { description: 'A page of incidents', schema: pageOf(incidentSchema, 'IncidentPage') },
  },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const { hostId, limit = LIMIT_DEFAULT, ...rest } = query
    const host = hostId !== undefined && isHostId(hostId) ? { hostId } : {}
    const page = await listIncidents(ctx, { ...withoutUndefined(rest), ...host, limit })
    const items = page.items.map(({ value }) => presentIncident(value))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})

const getEndpoint = endpoint({
  method: 'GET',
  path: '/v1/incidents/{id}',
  tag,
  summary: 'Read an incident, with who was told of it',
  scope: 'read',
  answers: { 200: { description: 'The incident', schema: incidentSchema } },
  run: async ({ ctx, params }) => {
    const { incident, deliveries, silences } = await getIncident(ctx, params.id ?? '')
    const body = {
      ...presentIncident(incident.value),
      deliveries: deliveries.map(presentIncidentDelivery),
      silences: silences.map(({ id, reason, to }) => ({ id, reason, to: instantText(to) })),
    }
    return { status: 200, body, version: incident.version }
  },
})

const acknowledgeEndpoint = endpoint({
  method: 'POST',
  path: '/v1/incidents/{id}/acknowledge',
  tag,
  summary: 'Acknowledge an incident',
  description: 'Shows others that someone is on it; it silences nothing.',
  scope: 'admin',
  answers: { 200: { description: 'The incident as it is now', schema: incidentSchema } },
  problems: ['conflict'],
  run: async ({ ctx, key, params }) => {
    const id = params.id ?? ''
    const { value, version } = await acknowledgeIncident(ctx, { id, by: key.name })
    return { status: 200, body: presentIncident(value), version }
  },
})

export const incidentEndpoints = [listEndpoint, getEndpoint, acknowledgeEndpoint]
