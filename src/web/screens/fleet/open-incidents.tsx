import { Link } from 'wouter'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { countWords } from '../../parts/count-words.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'
import { incidentHref } from '../incidents/incident-href.ts'
import { Lasted } from '../incidents/lasted.tsx'
import { siteHref } from '../site/site-href.ts'
import { rankIncidents, type SiteOutage } from './rank-incidents.ts'
import { WorstSites } from './worst-sites.tsx'

const LIMIT = 1_000
const SITES_SHOWN = 5
const NAMES_SHOWN = 4

/** What is missing now, by site, the largest first. */
export function OpenIncidents({ open }: { open: number }) {
  const live = useLive(
    'open incidents',
    () => client.incidents.list({ state: 'open', limit: LIMIT }),
    { concerns: ({ type }) => type.startsWith('host.') },
  )
  return (
    <Section
      title="Open incidents"
      aside={
        <Link href="/incidents" className="link text-sm">
          All {countWords(open)} open
        </Link>
      }
    >
      <Loaded live={live} what="incidents">
        {({ items, next }) =>
          next === null ? <Outages outages={rankIncidents(items)} /> : <WorstSites open={open} />
        }
      </Loaded>
    </Section>
  )
}

function Outages({ outages }: { outages: readonly SiteOutage[] }) {
  if (outages.length === 0) {
    return (
      <p className="panel flex items-center gap-2 px-4 py-3">
        <StateMark state="up" word="Nothing is missing." />
      </p>
    )
  }
  const rest = outages.slice(SITES_SHOWN)
  const beyond = rest.reduce((count, { incidents }) => count + incidents.length, 0)
  return (
    <ul className="panel divide-y divide-line">
      {outages.slice(0, SITES_SHOWN).map((outage) => (
        <Outage key={outage.site} outage={outage} />
      ))}
      {beyond > 0 && (
        <li className="px-4 py-2.5 text-soft">
          <Link href="/incidents" className="link">
            {countWords(beyond)} more
          </Link>{' '}
          at {countWords(rest.length)} other sites
        </li>
      )}
    </ul>
  )
}

function Outage({ outage: { site, incidents } }: { outage: SiteOutage }) {
  const [oldest] = incidents
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
      <StateMark state="missing" word={countWords(incidents.length)} />
      {site === null ? (
        <span className="font-medium">no site</span>
      ) : (
        <Link href={siteHref(site)} className="font-medium hover:underline" data-row>
          {site}
        </Link>
      )}
      {oldest !== undefined && (
        <span className="text-soft">
          for <Lasted incident={oldest} />, since <Instant at={oldest.openedAt} as="absolute" />
        </span>
      )}
      <span className="min-w-0 truncate text-soft">
        {incidents.slice(0, NAMES_SHOWN).map(({ id, hostId }, index) => (
          <span key={id}>
            {index > 0 && ', '}
            <Link href={incidentHref(id)} className="link">
              {hostId}
            </Link>
          </span>
        ))}
        {incidents.length > NAMES_SHOWN && ` +${countWords(incidents.length - NAMES_SHOWN)} more`}
      </span>
    </li>
  )
}
