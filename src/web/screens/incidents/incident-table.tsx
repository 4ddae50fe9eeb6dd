import { Link } from 'wouter'
import type { Incident } from '../../../contract/incident.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'
import { SiteLink } from '../site/site-link.tsx'
import { incidentHref } from './incident-href.ts'
import { Lasted } from './lasted.tsx'

const COLUMNS: readonly Column<Incident>[] = [
  {
    name: 'Host',
    cell: ({ id, hostId }) => (
      <Link href={incidentHref(id)} className="font-medium hover:underline" data-row title={hostId}>
        {hostId}
      </Link>
    ),
  },
  { name: 'State', cell: ({ state }) => <StateMark state={state} /> },
  { name: 'Lasted', cell: (incident) => <Lasted incident={incident} /> },
  {
    name: 'Opened',
    className: 'hidden sm:block',
    cell: ({ openedAt }) => <Instant at={openedAt} as="absolute" />,
  },
  { name: 'Site', className: 'hidden lg:block', cell: ({ site }) => <SiteLink site={site} /> },
  {
    name: 'Acknowledged',
    className: 'hidden lg:block',
    cell: ({ acknowledgedBy }) =>
      acknowledgedBy === null ? <span className="text-faint">nobody</span> : acknowledgedBy,
  },
]

/** Where all are in one state, a narrow screen has room for longer names. */
const COLUMNS_OF_ONE_STATE = COLUMNS.map((column) =>
  column.name === 'State' ? { ...column, className: 'hidden sm:block' } : column,
)

const GRID_WITH_STATE = 'grid-cols-[minmax(0,1fr)_4.75rem_4.25rem]'
const GRID =
  'sm:grid-cols-[minmax(0,1fr)_6rem_6rem_12rem] ' +
  'lg:grid-cols-[minmax(0,2fr)_6rem_6rem_12rem_minmax(0,1fr)_minmax(0,1fr)]'

interface IncidentTableProps {
  readonly filters: Readonly<Record<string, string>>
  readonly label: string
}

/** Incidents, the newest first. */
export function IncidentTable({ filters, label }: IncidentTableProps) {
  const path = queryPath('/v1/incidents', { ...filters, limit: 200 })
  const listing = useListing<Incident>(path)
  const open = filters.state === 'open'
  const oneState = filters.state !== undefined
  return (
    <ListTable
      key={path}
      label={label}
      listing={listing}
      columns={oneState ? COLUMNS_OF_ONE_STATE : COLUMNS}
      grid={`${oneState ? 'grid-cols-[minmax(0,1fr)_4.25rem]' : GRID_WITH_STATE} ${GRID}`}
      empty={<EmptyNote title={open ? 'Nothing is missing.' : 'No incident.'} />}
    />
  )
}
