import { Link } from 'wouter'
import type { AuditLine } from '../../../contract/audit-line.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { Instant } from '../../time/instant.tsx'
import { AdminsOnly } from '../admins-only.tsx'
import { targetHref } from './target-href.ts'

const GRID =
  'grid-cols-[5.25rem_minmax(0,2fr)_minmax(0,3fr)] ' +
  'sm:grid-cols-[6rem_minmax(0,2fr)_minmax(0,4fr)_5rem] ' +
  'lg:grid-cols-[11rem_minmax(0,1fr)_minmax(0,2fr)_minmax(0,1fr)_5rem_9rem]'

const COLUMNS: readonly Column<AuditLine>[] = [
  { name: 'When', cell: ({ at }) => <When at={at} /> },
  { name: 'Who', cell: ({ keyId, keyName }) => <span title={`key ${keyId}`}>{keyName}</span> },
  {
    name: 'What',
    cell: ({ action }) => (
      <span title={action} className="font-mono text-sm">
        {brief(action)}
      </span>
    ),
  },
  { name: 'To', className: 'hidden lg:block', cell: ({ target }) => <Target of={target} /> },
  {
    name: 'Answer',
    className: 'hidden sm:block',
    cell: ({ status }) => <Outcome status={status} />,
  },
  { name: 'From', className: 'hidden lg:block', cell: ({ from }) => from },
]

/** Who changed what, when, from where. */
export function AuditScreen() {
  const mayChange = useMayChange()
  return mayChange ? <Audit /> : <AdminsOnly title="Audit trail" />
}

function Audit() {
  const listing = useListing<AuditLine>(queryPath('/v1/audit', { limit: 100 }), never)
  return (
    <>
      <PageHead title="Audit trail" parent={{ href: '/system', name: 'System' }}>
        <p className="mt-1 text-soft">
          Every change and every attempt at one, the latest first; kept for 400 days.
        </p>
      </PageHead>
      <ListTable
        label="Changes"
        listing={listing}
        columns={COLUMNS}
        grid={GRID}
        empty={<EmptyNote title="Nobody has changed anything yet." />}
      />
    </>
  )
}

function When({ at }: { at: string }) {
  return (
    <>
      <span className="lg:hidden">
        <Instant at={at} />
      </span>
      <span className="hidden lg:inline">
        <Instant at={at} as="absolute" />
      </span>
    </>
  )
}

function Target({ of }: { of: string }) {
  const href = targetHref(of)
  if (href === undefined) return <span title={of}>{brief(of)}</span>
  return (
    <Link href={href} title={of} className="text-accent hover:underline">
      {brief(of)}
    </Link>
  )
}

/** All paths begin alike, and the table has little room. */
function brief(path: string): string {
  return path.replace('/v1/', '')
}

function Outcome({ status }: { status: number }) {
  return <StateMark state={status < 400 ? 'accepted' : 'refused'} word={String(status)} />
}

/** Nothing that happens to hosts is a change of somebody's. */
function never(): boolean {
  return false
}
