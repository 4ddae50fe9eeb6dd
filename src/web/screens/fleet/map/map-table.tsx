import { useMemo } from 'react'
import { Link } from 'wouter'
import { countWords } from '../../../parts/count-words.ts'
import { type Column, ListTable } from '../../../parts/list-table.tsx'
import { StateMark } from '../../../parts/state-mark.tsx'
import { hostsHref } from '../../hosts/host-filters.ts'
import { siteHref } from '../../site/site-href.ts'
import type { MapView } from './fleet-map.ts'
import { type GroupCounts, groupCounts } from './group-counts.ts'
import { MAP_STATES } from './map-states.ts'

const GRID =
  'grid-cols-[minmax(0,1fr)_6rem_4rem] ' +
  'sm:grid-cols-[minmax(0,1fr)_repeat(6,minmax(0,5rem))_5rem]'

/** The map as a table, for those who cannot see it. */
export function MapTable({ view, by }: { view: MapView; by: string }) {
  const items = useMemo(() => groupCounts(view), [view])
  const columns = useMemo(() => columnsFor(by), [by])
  const listing = {
    items,
    complete: true,
    loading: false,
    error: undefined,
    loadedAt: undefined,
    more: nothing,
    refresh: nothing,
    look: nothing,
  }
  const label = `Hosts by ${by.replace('label.', '')}`
  return <ListTable label={label} listing={listing} columns={columns} grid={GRID} empty={null} />
}

function columnsFor(by: string): readonly Column<GroupCounts>[] {
  const states = MAP_STATES.flatMap((state, number) =>
    state === 'gap'
      ? []
      : [
          {
            name: state,
            className: state === 'missing' ? 'num' : 'num hidden sm:block',
            head: <StateMark state={state} />,
            cell: ({ counts }: GroupCounts) => countWords(counts[number] ?? 0),
          },
        ],
  )
  return [
    {
      name: by.replace('label.', ''),
      cell: ({ name }) =>
        name === '' ? (
          <span className="text-faint">none</span>
        ) : (
          <Link href={groupHref(by, name)} className="link">
            {name}
          </Link>
        ),
    },
    ...states,
    { name: 'hosts', className: 'num', cell: ({ hosts }) => countWords(hosts) },
  ]
}

function groupHref(by: string, name: string): string {
  return by === 'site' ? siteHref(name) : hostsHref({ labels: { [by]: name } })
}

function nothing(): void {}
