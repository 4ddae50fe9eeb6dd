import type { Delivery } from '../../../contract/delivery.ts'
import { client } from '../../live/client.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { ActButton } from '../../parts/act-button.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'

const GRIDS = {
  dead:
    'grid-cols-[4rem_minmax(0,1fr)_4.5rem] sm:grid-cols-[6rem_minmax(0,1fr)_10rem_4.5rem] ' +
    'lg:grid-cols-[6rem_minmax(0,1fr)_minmax(0,1fr)_12rem_4.5rem]',
  retrying:
    'grid-cols-[5.5rem_minmax(0,1fr)] sm:grid-cols-[6rem_minmax(0,1fr)_10rem] ' +
    'lg:grid-cols-[6rem_minmax(0,1fr)_minmax(0,1fr)_12rem]',
} as const

const FACTS: readonly Column<Delivery>[] = [
  { name: 'State', cell: ({ state }) => <StateMark state={state} /> },
  {
    name: 'Subject',
    cell: (delivery) => (
      <>
        <span className="block truncate" title={delivery.subject}>
          {delivery.subject}
        </span>
        <span className="block truncate text-xs text-soft lg:hidden">{latestAnswer(delivery)}</span>
      </>
    ),
  },
  {
    name: 'Latest answer',
    className: 'hidden lg:block',
    cell: (delivery) => <span title={latestAnswer(delivery)}>{latestAnswer(delivery)}</span>,
  },
  {
    name: 'Made',
    className: 'hidden sm:block',
    cell: ({ createdAt }) => <Instant at={createdAt} as="absolute" />,
  },
]

const RESEND: Column<Delivery> = {
  name: 'Again',
  cell: ({ id }) => (
    <ActButton
      small
      words="Resend"
      done="It is sent again."
      act={() => client.deliveries.resend(id)}
    />
  ),
}
const COLUMNS = { dead: [...FACTS, RESEND], retrying: FACTS } as const

/** Dead letters, which somebody must look at, and those that are still tried. */
export function Undelivered() {
  return (
    <div className="flex flex-col gap-4">
      <Deliveries state="dead" none="No dead letters." />
      <Deliveries state="retrying" none="Nothing is being retried." />
    </div>
  )
}

function Deliveries({ state, none }: { state: 'dead' | 'retrying'; none: string }) {
  const listing = useListing<Delivery>(queryPath('/v1/deliveries', { state, limit: 100 }))
  return (
    <ListTable
      label={state === 'dead' ? 'Dead letters' : 'Deliveries that are retried'}
      listing={listing}
      columns={COLUMNS[state]}
      grid={GRIDS[state]}
      empty={<p className="text-soft">{none}</p>}
    />
  )
}

function latestAnswer({ attempts }: Delivery): string {
  return attempts.at(-1)?.detail ?? 'not tried yet'
}
