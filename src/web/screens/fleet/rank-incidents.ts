import type { Incident } from '../../../contract/incident.ts'

export interface SiteOutage {
  /** Null for hosts without a site. */
  readonly site: string | null
  /** Oldest first. */
  readonly incidents: readonly Incident[]
}

/** Open incidents by site, the largest first; of two that are as large, the older one. */
export function rankIncidents(incidents: readonly Incident[]): readonly SiteOutage[] {
  const bySite = new Map<string | null, Incident[]>()
  for (const incident of incidents) {
    const known = bySite.get(incident.site)
    if (known === undefined) bySite.set(incident.site, [incident])
    else known.push(incident)
  }
  return [...bySite]
    .map(([site, each]) => ({ site, incidents: each.sort(olderFirst) }))
    .sort((a, b) => b.incidents.length - a.incidents.length || sinceOf(a).localeCompare(sinceOf(b)))
}

function olderFirst(a: Incident, b: Incident): number {
  return a.openedAt.localeCompare(b.openedAt)
}

function sinceOf({ incidents }: SiteOutage): string {
  return incidents[0]?.openedAt ?? ''
}
