import type { HostEvent } from '../core/event.ts'
import type { HostId, IncidentId } from '../core/ids.ts'
import { applyToIncident, type Incident } from '../core/incident.ts'
import type { Context } from './context.ts'
import type { Write } from './ports.ts'
import { writeAll } from './write-all.ts'

/**
 * Writes what the events of at most 1,000 hosts say about their incidents. Returns the hosts whose
 * incident someone else changed at the same moment: their events must come again.
 */
export async function writeIncidents(
  ctx: Context,
  events: readonly HostEvent[],
): Promise<ReadonlySet<HostId>> {
  const byIncident = new Map<IncidentId, HostEvent[]>()
  for (const event of events) {
    if (event.incidentId === null) continue
    const group = byIncident.get(event.incidentId)
    if (group === undefined) byIncident.set(event.incidentId, [event])
    else group.push(event)
  }
  const ids = [...byIncident.keys()]
  const present = ids.length === 0 ? [] : await ctx.records.get('incident', ids)
  const writes = ids.flatMap((id, index): Write[] => {
    const before = present[index]
    const after = applyAll(before?.value, byIncident.get(id) ?? [])
    if (after === undefined || after === before?.value) return []
    return [{ kind: 'incident', id, value: after, ifVersion: before?.version ?? 0 }]
  })
  const applied = await writeAll(ctx.records, writes)
  return hostsOf(writes.filter((_, index) => applied[index] !== true))
}

function applyAll(incident: Incident | undefined, events: readonly HostEvent[]) {
  return events.reduce((before, event) => applyToIncident(before, event) ?? before, incident)
}

function hostsOf(writes: readonly Write[]): ReadonlySet<HostId> {
  return new Set(
    writes.flatMap((write) =>
      write.kind === 'incident' && write.value ? [write.value.hostId] : [],
    ),
  )
}
