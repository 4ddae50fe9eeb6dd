import { Link, useSearch } from 'wouter'
import { queryPath } from '../../live/query-path.ts'
import { classes } from '../../parts/classes.ts'
import { PageHead } from '../../parts/page-head.tsx'
import { IncidentTable } from './incident-table.tsx'

const VIEWS = [
  { name: 'Open', state: 'open' },
  { name: 'Resolved', state: 'resolved' },
  { name: 'All', state: 'all' },
] as const

/** Open ones unless the URL says otherwise; `site` and `hostId` of the URL narrow them. */
export function IncidentsScreen() {
  const params = new URLSearchParams(useSearch())
  const state = params.get('state') ?? 'open'
  const site = params.get('site')
  const hostId = params.get('hostId')
  const filters = Object.fromEntries(
    Object.entries({ state: state === 'all' ? null : state, site, hostId }).flatMap(
      ([name, value]) => (value === null ? [] : [[name, value]]),
    ),
  )
  return (
    <>
      <PageHead title="Incidents">
        {(site ?? hostId) !== null && (
          <p className="mt-1 text-soft">
            of {site === null ? hostId : `site ${site}`}{' '}
            <Link href={queryPath('/incidents', { state })} className="link">
              Show all
            </Link>
          </p>
        )}
      </PageHead>
      <ul className="mb-3 flex gap-1" aria-label="State">
        {VIEWS.map((view) => (
          <li key={view.state}>
            <Link
              href={queryPath('/incidents', { state: view.state, site, hostId })}
              aria-current={view.state === state ? 'true' : undefined}
              className={classes(
                'flex h-8 items-center rounded-md border px-3 font-medium',
                view.state === state
                  ? 'border-accent bg-tint'
                  : 'border-line bg-panel hover:bg-raised',
              )}
            >
              {view.name}
            </Link>
          </li>
        ))}
      </ul>
      <IncidentTable filters={filters} label="Incidents" />
    </>
  )
}
