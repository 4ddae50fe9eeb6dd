import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { LiveListing } from '../live/use-listing.ts'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { LoadingNote } from './loading-note.tsx'
import { ProblemNote } from './problem-note.tsx'
import { StaleNote } from './stale-note.tsx'

export interface Column<T> {
  readonly name: string
  readonly cell: (item: T) => ReactNode
  /** The header, if it is more than the name. */
  readonly head?: ReactNode
  readonly sorted?: 'ascending' | 'descending'
  /** For screens that are too narrow: `hidden sm:block`. */
  readonly className?: string
}

interface ListTableProps<T> {
  /** What the rows are: "Hosts". */
  readonly label: string
  readonly listing: LiveListing<T>
  readonly columns: readonly Column<T>[]
  /** Tailwind's columns of the grid, for each width. */
  readonly grid: string
  readonly empty: ReactNode
}

export const ROW_PX = 44
const AHEAD_ROWS = 30

/** A table over a list that may be endless: only the rows in sight exist. */
export function ListTable<T>({ label, listing, columns, grid, empty }: ListTableProps<T>) {
  const { items, complete, loading, error, more } = listing
  if (items.length === 0 && complete) return empty
  if (items.length === 0 && loading) return <LoadingNote what={label.toLowerCase()} />
  return (
    <>
      <StaleNote live={{ ...listing, value: items }} />
      {items.length > 0 && (
        <table
          aria-label={label}
          aria-rowcount={complete ? items.length + 1 : -1}
          className="block w-full"
        >
          <HeadRow columns={columns} grid={grid} />
          <Rows listing={listing} columns={columns} grid={grid} />
        </table>
      )}
      {error !== undefined && (
        <div className="mt-3">
          <ProblemNote error={error} action={<Button onClick={more}>Try again</Button>} />
        </div>
      )}
    </>
  )
}

type Shape<T> = Pick<ListTableProps<T>, 'columns' | 'grid'>

function HeadRow<T>({ columns, grid }: Shape<T>) {
  return (
    <thead className="sticky block top-12 z-10 lg:top-0">
      <tr
        aria-rowindex={1}
        className={classes(
          'grid items-center gap-x-3 rounded-t-lg border border-line bg-raised px-3 py-2 sm:px-4',
          'text-left text-sm text-soft',
          grid,
        )}
      >
        {columns.map(({ name, head, sorted, className }) => (
          <th
            key={name}
            scope="col"
            className={classes('truncate font-medium', className)}
            {...(sorted === undefined ? {} : { 'aria-sort': sorted })}
          >
            {head ?? name}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Rows<T>({ listing, columns, grid }: Shape<T> & { listing: LiveListing<T> }) {
  const { items, complete, error, more, look } = listing
  const body = useRef<HTMLTableSectionElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useEffect(() => setScrollMargin(body.current?.offsetTop ?? 0), [])
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin,
  })
  const rows = virtual.getVirtualItems()
  const first = rows[0]?.index ?? 0
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    look(first, last)
    if (!complete && error === undefined && last > items.length - AHEAD_ROWS) more()
  }, [first, last, items.length, complete, error, look, more])
  return (
    <tbody
      ref={body}
      className="panel relative block rounded-t-none border-t-0"
      style={{ height: virtual.getTotalSize() }}
    >
      {rows.map(({ index, start }) => {
        const item = items[index]
        return item === undefined ? null : (
          <tr
            key={index}
            aria-rowindex={index + 2}
            style={{ height: ROW_PX, transform: `translateY(${start - scrollMargin}px)` }}
            className={classes(
              'absolute inset-x-0 top-0 grid items-center gap-x-3 px-3 hover:bg-raised sm:px-4',
              index > 0 && 'border-t border-line',
              grid,
            )}
          >
            {columns.map(({ name, cell, className }) => (
              <td key={name} className={classes('min-w-0 truncate', className)}>
                {cell(item)}
              </td>
            ))}
          </tr>
        )
      })}
    </tbody>
  )
}
