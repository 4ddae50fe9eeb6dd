import { useState } from 'react'
import { Link } from 'wouter'
import type { Site } from '../../../contract/site.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { countWords } from '../../parts/count-words.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { siteHref } from '../site/site-href.ts'

const COLUMNS: readonly Column<Site>[] = [
  {
    name: 'Site',
    cell: ({ site }) => (
      <Link href={siteHref(site)} className="font-medium hover:underline" data-row title={site}>
        {site}
      </Link>
    ),
  },
  {
    name: 'Missing',
    cell: ({ counts: { missing } }) =>
      missing === 0 ? <StateMark state="up" word="none" /> : count('missing', missing),
  },
  { name: 'Hosts', className: 'num', cell: ({ hosts }) => countWords(hosts) },
  { name: 'Up', className: 'num hidden sm:block', cell: ({ counts }) => countWords(counts.up) },
  { name: 'Late', className: 'num hidden sm:block', cell: ({ counts }) => countWords(counts.late) },
  {
    name: 'Waiting',
    className: 'num hidden lg:block',
    cell: ({ counts }) => countWords(counts.waiting),
  },
]

const GRID =
  'grid-cols-[minmax(0,1fr)_6rem_4rem] sm:grid-cols-[minmax(0,1fr)_7rem_5rem_5rem_5rem] ' +
  'lg:grid-cols-[minmax(0,1fr)_8rem_6rem_6rem_6rem_6rem]'

export function SitesScreen() {
  const [q, setQ] = useState('')
  const path = queryPath('/v1/sites', { sort: '-missing', q: q.trim(), limit: 200 })
  const listing = useListing<Site>(path)
  return (
    <>
      <PageHead title="Sites">
        <p className="mt-1 text-soft">Those with most missing hosts first.</p>
      </PageHead>
      <input
        type="search"
        aria-label="Search sites"
        placeholder="Part of a name  ( / )"
        className="field mb-3"
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <ListTable
        key={path}
        label="Sites"
        listing={listing}
        columns={COLUMNS}
        grid={GRID}
        empty={
          q.trim() !== '' ? (
            <EmptyNote title="No site fits." />
          ) : (
            <EmptyNote title="No host says where it is.">
              A heartbeat may carry a site: <code>"site": "0412"</code>.
            </EmptyNote>
          )
        }
      />
    </>
  )
}

function count(state: 'missing', of: number) {
  return <StateMark state={state} word={countWords(of)} />
}
