import type { RecordKind } from '../../service/record-kinds.ts'
import type { ListRow } from './list-source.ts'
import { readRecords } from './read-records.ts'
import type { Item } from './record-item.ts'
import type { RecordsTable } from './records-table.ts'

/** The items behind the rows, those that still exist. */
export async function currentItems(
  table: RecordsTable,
  kind: RecordKind,
  rows: readonly ListRow[],
): Promise<ReadonlyMap<string, Item>> {
  const bare = rows.filter(({ item }) => item === undefined)
  const items = new Map(
    await readRecords(
      table,
      kind,
      bare.map(({ id }) => id),
    ),
  )
  for (const { id, item } of rows) if (item !== undefined) items.set(id, item)
  return items
}
