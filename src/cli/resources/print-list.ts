import type { Client } from '../../contract/client.ts'
import type { Filters } from '../../contract/client-calls.ts'
import type { Page } from '../../contract/page.ts'
import type { Io } from '../terminal/io.ts'
import { type Paint, paintFor } from '../terminal/paint.ts'
import { safeJson } from '../terminal/safe-json.ts'
import { type Cell, Table } from '../terminal/table.ts'

export interface View {
  readonly now: number
  readonly paint: Paint
}

export interface Column<T> {
  readonly title: string
  readonly align?: 'right'
  readonly cell: (item: T, view: View) => string | Cell
}

export interface ListOptions {
  readonly json?: true
  readonly all?: true
  readonly limit?: number
}

export interface List<T> {
  readonly client: Client
  readonly fetchPage: (query: Filters) => Promise<Page<T>>
  readonly filters: Filters
  readonly columns: readonly Column<T>[]
  /** "hosts" */
  readonly things: string
}

const PAGE_ITEMS_MAX = 1_000

/** Prints one page, or with `--all` every page as it comes, so that memory stays small. */
export async function printList<T>(io: Io, options: ListOptions, list: List<T>): Promise<void> {
  if (options.all) await printAll(io, options, list)
  else await printPage(io, options, list)
}

async function printPage<T>(io: Io, { json, limit }: ListOptions, list: List<T>): Promise<void> {
  const page = await list.fetchPage({ ...list.filters, limit })
  if (json) {
    io.stdout.write(`${safeJson(page, 2)}\n`)
    return
  }
  printRows(io, tableFor(io, list), list, page.items)
  if (page.items.length === 0 && page.next === null) io.stderr.write(`No ${list.things}.\n`)
  if (page.next !== null) io.stderr.write(`There are more ${list.things}: add --all.\n`)
}

async function printAll<T>(io: Io, { json }: ListOptions, list: List<T>): Promise<void> {
  const table = tableFor(io, list)
  const query = { ...list.filters, limit: PAGE_ITEMS_MAX }
  let count = 0
  for await (const items of list.client.pages(list.fetchPage, query)) {
    count += items.length
    if (json) for (const item of items) io.stdout.write(`${safeJson(item)}\n`)
    else printRows(io, table, list, items)
  }
  if (count === 0) io.stderr.write(`No ${list.things}.\n`)
}

function tableFor<T>(io: Io, list: List<T>): Table {
  return new Table(list.columns, io.stdout.columns)
}

function printRows<T>(io: Io, table: Table, list: List<T>, items: readonly T[]): void {
  if (items.length === 0) return
  const view = { now: io.wallMs(), paint: paintFor(io, io.stdout) }
  const rows = items.map((item) =>
    list.columns.map(({ cell }) => {
      const content = cell(item, view)
      return typeof content === 'string' ? { text: content } : content
    }),
  )
  for (const line of table.lines(rows)) io.stdout.write(`${line}\n`)
}
