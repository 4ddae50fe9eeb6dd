import { formatDuration } from '../../../contract/duration.ts'
import type { Host } from '../../../contract/host.ts'
import type { HostPatch } from '../../../contract/host-patch.ts'

export interface LabelDraft {
  /** Tells rows apart while their names are typed. */
  readonly row: number
  readonly name: string
  readonly value: string
}

/** What the person has typed so far; an empty interval is the default of the server. */
export interface HostDraft {
  readonly site: string
  readonly interval: string
  readonly grace: string
  readonly labels: readonly LabelDraft[]
}

export function draftOf({ site, timingFrom, intervalMs, graceMs, labels }: Host): HostDraft {
  const own = timingFrom === 'own'
  return {
    site: site ?? '',
    interval: own ? formatDuration(intervalMs) : '',
    grace: own ? formatDuration(graceMs) : '',
    labels: Object.entries(labels).map(([name, value], row) => ({ row, name, value })),
  }
}

/** What differs from the host as it was read; the server judges what is in it. */
export function patchOf(host: Host, draft: HostDraft): HostPatch {
  const before = draftOf(host)
  const site = draft.site.trim()
  return {
    ...(site === before.site ? {} : { site: site === '' ? null : site }),
    ...(sameLabels(before, draft) ? {} : { labels: Object.fromEntries(labelPairs(draft)) }),
    ...timingPatch(before, draft),
  }
}

/** The first name that stands there twice. */
export function repeatedLabel(draft: HostDraft): string | undefined {
  const names = labelPairs(draft).map(([name]) => name)
  return names.find((name, index) => names.indexOf(name) !== index)
}

function timingPatch(before: HostDraft, draft: HostDraft): HostPatch {
  const interval = draft.interval.trim()
  const grace = interval === '' ? '' : draft.grace.trim()
  if (interval === before.interval && grace === before.grace) return {}
  if (interval === '') return { interval: null }
  return grace === '' ? { interval } : { interval, grace }
}

function sameLabels(before: HostDraft, draft: HostDraft): boolean {
  const known = new Map(labelPairs(before))
  const pairs = labelPairs(draft)
  return pairs.length === known.size && pairs.every(([name, value]) => known.get(name) === value)
}

/** A row without a name and a value is one that nobody has filled in. */
function labelPairs({ labels }: HostDraft): (readonly [name: string, value: string])[] {
  return labels
    .map(({ name, value }) => [name.trim(), value.trim()] as const)
    .filter(([name, value]) => name !== '' || value !== '')
}
