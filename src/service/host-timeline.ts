import type { HostId, IncidentId } from '../core/ids.ts'
import type { Incident } from '../core/incident.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import { readRecord } from './read-record.ts'

export interface TimelinePart {
  readonly state: 'up' | 'missing'
  readonly from: number
  readonly to: number
  readonly incidentId: IncidentId | null
}

const INCIDENTS_MAX = 1_000

/**
 * When a host was missing within [from, to), oldest first and without gaps. Begins no earlier than
 * its registration, ends no later than now, and reaches back over its latest 1,000 incidents.
 * Throws `not_found`, and `invalid_query` unless from < to.
 */
export async function hostTimeline(
  ctx: Context,
  input: { readonly hostId: HostId; readonly from: number; readonly to: number },
): Promise<TimelinePart[]> {
  if (!(input.from < input.to)) {
    throw new FlatlineError('invalid_query', 'A timeline begins before it ends.', {
      hint: 'Give a "from" that is earlier than "to".',
    })
  }
  const { value: host } = await readRecord(ctx, 'host', input.hostId)
  if (host.state === 'waiting') return []
  const { items, next } = await ctx.records.list('incident', {
    where: { hostId: input.hostId },
    orderBy: 'epoch',
    descending: true,
    limit: INCIDENTS_MAX,
  })
  const incidents = items.map(({ value }) => value).reverse()
  const known = next === null ? host.registeredAt : (incidents[0]?.openedAt ?? host.registeredAt)
  const to = Math.min(input.to, ctx.clock.read().wallMs)
  return partsBetween(incidents, Math.max(input.from, known), to)
}

function partsBetween(incidents: readonly Incident[], from: number, to: number): TimelinePart[] {
  const parts: TimelinePart[] = []
  let upTo = from
  const add = (state: TimelinePart['state'], until: number, incidentId: IncidentId | null) => {
    const end = Math.min(until, to)
    if (end <= upTo) return
    parts.push({ state, from: upTo, to: end, incidentId })
    upTo = end
  }
  for (const { id, openedAt, resolvedAt } of incidents) {
    add('up', openedAt, null)
    add('missing', resolvedAt ?? to, id)
  }
  add('up', to, null)
  return parts
}
