import { FlatlineError } from '../../core/problem.ts'
import type { RecordKind, RecordOf } from '../../service/record-kinds.ts'
import { compareText, compareValues, type Place } from '../query.ts'
import { currentItems } from './current-items.ts'
import type { ListRow, ListSource } from './list-source.ts'
import { mergeRows, type Rows } from './merge-rows.ts'
import { columnsOf, versionedItem } from './record-item.ts'
import type { RecordsTable } from './records-table.ts'

/** More than one page ever looks at. */
const KEPT_MAX = 4_000
const SORTED_MAX = 200_000
const ROUND = 1_000

interface Sorting {
  readonly source: ListSource
  readonly orderBy: string | undefined
  readonly descending: boolean
  readonly after: Place | null
}

/**
 * The rows of a source in an order that it does not have: all are read for every page, and the
 * first behind the cursor are kept. Slow, for orders that nobody asks for often.
 */
export function sortRows(table: RecordsTable, kind: RecordKind, sorting: Sorting): Rows {
  let sorted: Promise<ListRow[]> | undefined
  let at = 0
  return {
    async take(count) {
      sorted ??= readSorted(table, kind, sorting)
      const rows = (await sorted).slice(at, at + count)
      at += rows.length
      return rows
    },
  }
}

async function readSorted(
  table: RecordsTable,
  kind: RecordKind,
  { source, orderBy, descending, after }: Sorting,
): Promise<ListRow[]> {
  const sign = descending ? -1 : 1
  const order = (a: Place, b: Place) =>
    sign * (compareValues(a.value, b.value) || compareText(a.id, b.id))
  const all = mergeRows(table, source, { from: null, to: null, descending: false }, ROUND)
  let kept: ListRow[] = []
  for (let seen = 0; seen < SORTED_MAX; seen += ROUND) {
    const taken = await all.take(ROUND)
    const placed = await placedRows(table, kind, taken, orderBy)
    const next = placed.filter(({ place }) => after === null || order(place, after) > 0)
    kept = [...kept, ...next].sort((a, b) => order(a.place, b.place)).slice(0, KEPT_MAX)
    if (taken.length < ROUND) return kept
  }
  throw new FlatlineError('internal_error', `More than ${SORTED_MAX} records would be sorted.`, {
    hint: `Ask for another order, or add a list of ${kind} by ${orderBy ?? 'id'}.`,
  })
}

/** Each with its place in the order that is asked for; those without a value have none. */
async function placedRows(
  table: RecordsTable,
  kind: RecordKind,
  rows: readonly ListRow[],
  orderBy: string | undefined,
): Promise<ListRow[]> {
  if (orderBy === undefined) {
    return rows.map((row) => ({ ...row, item: undefined, place: { value: row.id, id: row.id } }))
  }
  const items = await currentItems(table, kind, rows)
  return rows.flatMap((row) => {
    const item = items.get(row.id)
    if (item === undefined) return []
    const { value } = versionedItem<RecordOf[RecordKind]>(item)
    const found = columnsOf(kind, value)[orderBy] ?? null
    return found === null ? [] : [{ ...row, item: undefined, place: { value: found, id: row.id } }]
  })
}
