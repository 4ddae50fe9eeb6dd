import { Link } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import type { SiteDetail } from '../../../contract/site-detail.ts'
import { client } from '../../live/client.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { useLive } from '../../live/use-live.ts'
import { countWords } from '../../parts/count-words.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { ListTable } from '../../parts/list-table.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'
import { HOST_COLUMNS, HOST_GRID } from '../hosts/host-columns.tsx'
import { hostsHref } from '../hosts/host-filters.ts'
import { HOST_STATES } from '../hosts/host-states.ts'
import { IncidentTable } from '../incidents/incident-table.tsx'
import { SiteTimelines } from './site-timelines.tsx'

const EVERY_MS = 5_000

export function SiteScreen({ site }: { site: string }) {
  const live = useLive(`site ${site}`, () => client.sites.get(site), {
    concerns: (change) => change.site === site,
    everyMs: EVERY_MS,
  })
  const listing = useListing<Host>(queryPath('/v1/hosts', { site, limit: 200 }))
  return (
    <>
      <PageHead title={site} parent={{ href: '/sites', name: 'Sites' }}>
        {live.value !== undefined && <Sentence of={live.value} />}
      </PageHead>
      <Loaded live={live} what="the site">
        {({ hosts }) => (
          <>
            <SiteTimelines site={site} hosts={hosts} listing={listing} />
            <Section title="Hosts">
              <ListTable
                label={`Hosts of ${site}`}
                listing={listing}
                columns={HOST_COLUMNS}
                grid={HOST_GRID}
                empty={<EmptyNote title="No host is here any more." />}
              />
            </Section>
            <Section title="Incidents">
              <IncidentTable filters={{ site }} label={`Incidents of ${site}`} />
            </Section>
          </>
        )}
      </Loaded>
    </>
  )
}

/** "3 of 11 missing · 8 up": each number leads to its hosts. */
function Sentence({ of: { site, hosts, counts, silentSince } }: { of: SiteDetail }) {
  const shown = HOST_STATES.filter((state) => state === 'missing' || counts[state] > 0)
  return (
    <p className="mt-1 flex flex-wrap gap-x-4 text-lg" aria-live="polite">
      {shown.map((state) => (
        <Link
          key={state}
          href={hostsHref({ site, state })}
          className="inline-flex items-center gap-1.5 hover:underline"
        >
          <strong className="font-semibold">
            {countWords(counts[state])}
            {state === 'missing' && ` of ${countWords(hosts)}`}
          </strong>
          <StateMark state={state} />
        </Link>
      ))}
      {silentSince !== null && (
        <span className="text-soft">
          all silent since <Instant at={silentSince} as="both" />
        </span>
      )}
    </p>
  )
}
