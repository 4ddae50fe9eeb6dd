import { useCallback, useEffect, useState } from 'react'
import type { Host } from '../../../contract/host.ts'
import type { Change } from '../../live/change.ts'
import { queryPath } from '../../live/query-path.ts'
import { type LiveListing, useListing } from '../../live/use-listing.ts'
import { Button } from '../../parts/button.tsx'
import { countWords } from '../../parts/count-words.ts'
import { Section } from '../../parts/section.tsx'
import { missingFirst } from './missing-first.ts'
import { SiteTimeline } from './site-timeline.tsx'

const SHOWN_FIRST = 12

interface SiteTimelinesProps {
  readonly site: string
  /** How many there are in all. */
  readonly hosts: number
  readonly listing: LiveListing<Host>
}

/** The past day of each host, one above the other: what fell silent together stands out. */
export function SiteTimelines({ site, hosts, listing }: SiteTimelinesProps) {
  const [wanted, want] = useState(SHOWN_FIRST)
  const concerns = useCallback((change: Change) => change.site === site, [site])
  const path = queryPath('/v1/hosts', { site, state: 'missing', limit: 200 })
  const missing = useListing<Host>(path, concerns)
  const ordered = missingFirst(missing.items, listing.items)
  const { complete, loading, error, more } = listing
  const lacking = ordered.length < wanted && !complete && !loading && error === undefined
  // A page is not loaded while another is: once that has come, this looks again.
  useEffect(() => {
    if (lacking) more()
  }, [lacking, more])
  if (ordered.length === 0) return null
  const shown = ordered.slice(0, wanted)
  const left = Math.max(0, hosts - shown.length)
  const next = Math.min(wanted, left)
  return (
    <Section
      title="The past 24 hours"
      aside={hosts > SHOWN_FIRST && <span className="text-sm text-soft">Missing hosts first</span>}
    >
      <ul className="panel flex flex-col gap-1.5 p-4">
        {shown.map(({ hostId }) => (
          <SiteTimeline key={hostId} hostId={hostId} />
        ))}
      </ul>
      {hosts > SHOWN_FIRST && (
        <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-soft">
          {countWords(shown.length)} of {countWords(hosts)} hosts
          {next > 0 && (
            <Button small onClick={() => want(wanted + next)}>
              Show {countWords(next)} more
            </Button>
          )}
          {wanted > SHOWN_FIRST && (
            <Button small look="quiet" onClick={() => want(SHOWN_FIRST)}>
              Show the first {SHOWN_FIRST}
            </Button>
          )}
        </p>
      )}
    </Section>
  )
}
