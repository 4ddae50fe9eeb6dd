import { Link } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import type { Column } from '../../parts/list-table.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'
import { MaybeInstant } from '../../time/maybe-instant.tsx'
import { hostHref } from '../host/host-href.ts'
import { SiteLink } from '../site/site-link.tsx'

/** What a list of hosts shows of each. */
export const HOST_COLUMNS: readonly Column<Host>[] = [
  {
    name: 'Host',
    cell: ({ hostId }) => (
      <Link href={hostHref(hostId)} className="font-medium hover:underline" data-row title={hostId}>
        {hostId}
      </Link>
    ),
  },
  { name: 'State', cell: ({ state }) => <StateMark state={state} /> },
  { name: 'Since', className: 'hidden sm:block', cell: ({ since }) => <Instant at={since} /> },
  {
    name: 'Site',
    className: 'hidden lg:block',
    cell: ({ site }) => <SiteLink site={site} />,
  },
  {
    name: 'Last heartbeat',
    className: 'hidden sm:block',
    cell: ({ lastHeartbeatAt }) => <MaybeInstant at={lastHeartbeatAt} />,
  },
  {
    name: 'Deadline',
    className: 'hidden lg:block',
    cell: ({ deadlineAt }) => <MaybeInstant at={deadlineAt} or="none" />,
  },
]

export const HOST_GRID =
  'grid-cols-[minmax(0,1fr)_6rem] sm:grid-cols-[minmax(0,1fr)_6rem_7rem_7rem] ' +
  'lg:grid-cols-[minmax(0,2fr)_6rem_7rem_minmax(0,1fr)_7rem_7rem]'
