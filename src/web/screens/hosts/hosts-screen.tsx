import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { useFleet } from '../fleet/use-fleet.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ExportButtons } from './export-buttons.tsx'
import { HOST_COLUMNS, HOST_GRID } from './host-columns.tsx'
import { HostFilterBar } from './host-filter-bar.tsx'
import { type HostFilters, hostsHref, hostsQuery } from './host-filters.ts'
import { allOrNone, type Selection, toggled } from './selection.ts'
import { StateChips } from './state-chips.tsx'
import { useHostFilters } from './use-host-filters.ts'

const PAGE = 200
const GRID_WITH_BOX =
  'grid-cols-[1.25rem_minmax(0,1fr)_6rem] sm:grid-cols-[1.25rem_minmax(0,1fr)_6rem_7rem_7rem] ' +
  'lg:grid-cols-[1.25rem_minmax(0,2fr)_6rem_7rem_minmax(0,1fr)_7rem_7rem]'

export function HostsScreen() {
  const [filters, change] = useHostFilters()
  const [selection, select] = useState<Selection>(new Set())
  const mayChange = useMayChange()
  const counts = useFleet().value?.counts
  const listing = useListing<Host>(queryPath('/v1/hosts', hostsQuery(filters, PAGE)))
  const { items } = listing
  const columns = useMemo(
    () => (mayChange ? [boxColumn(items, selection, select), ...HOST_COLUMNS] : HOST_COLUMNS),
    [mayChange, items, selection],
  )
  return (
    <>
      <PageHead title="Hosts" actions={<ExportButtons filters={filters} />} />
      <StateChips
        counts={isWhole(filters) ? counts : undefined}
        chosen={filters.state}
        hrefOf={(state) => hostsHref({ ...filters, state })}
      />
      <HostFilterBar filters={filters} change={change} />
      {selection.size > 0 && (
        <BulkBar
          selection={selection}
          onDone={() => {
            select(new Set())
            listing.refresh()
          }}
        />
      )}
      <ListTable
        key={queryPath('/', hostsQuery(filters, PAGE))}
        label="Hosts"
        listing={listing}
        columns={columns}
        grid={mayChange ? GRID_WITH_BOX : HOST_GRID}
        empty={<NoHosts filters={filters} />}
      />
    </>
  )
}

function boxColumn(
  items: readonly Host[],
  selection: Selection,
  select: (next: Selection) => void,
): Column<Host> {
  return {
    name: 'Chosen',
    head: (
      <input
        type="checkbox"
        aria-label="Choose all that are loaded"
        className="size-4 align-middle accent-accent"
        checked={items.length > 0 && items.every(({ hostId }) => selection.has(hostId))}
        onChange={() => select(allOrNone(selection, items))}
      />
    ),
    cell: ({ hostId }) => (
      <input
        type="checkbox"
        aria-label={`Choose ${hostId}`}
        className="size-4 align-middle accent-accent"
        checked={selection.has(hostId)}
        onChange={() => select(toggled(selection, hostId))}
      />
    ),
  }
}

/** The fleet's numbers fit the list only while nothing but the state narrows it. */
function isWhole({ site, q, labels }: HostFilters): boolean {
  return site === '' && q === '' && Object.keys(labels).length === 0
}

function NoHosts({ filters }: { filters: HostFilters }) {
  if (isWhole(filters) && filters.state === '') {
    return (
      <EmptyNote title="No host has been heard yet.">
        <Link href="/welcome" className="link">
          Let the first computer speak
        </Link>
      </EmptyNote>
    )
  }
  return (
    <EmptyNote title="No host fits.">
      <Link href="/hosts" className="link">
        Show all hosts
      </Link>
    </EmptyNote>
  )
}
