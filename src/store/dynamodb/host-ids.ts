import type { HostState } from '../../core/host.ts'
import { inFlight } from './in-flight.ts'
import { listSource, readRows } from './list-source.ts'
import { exactList } from './record-lists.ts'
import { READS_IN_FLIGHT, type RecordsTable } from './records-table.ts'

const ROWS_MAX = 1_000

/**
 * Ids of all hosts that are recorded in a state, in batches and no order: straight from the index,
 * so they may lack what was just written, and name a host that has just left the state.
 */
export async function* hostIdsByState(
  table: RecordsTable,
  state: HostState,
): AsyncIterable<readonly string[]> {
  const where = { state }
  const list = exactList('host', where)
  if (list === undefined) throw new Error('hosts are listed by state')
  const source = listSource('host', list, where)
  let open: readonly Unread[] = source.partitions.map((partition) => ({ partition, from: null }))
  while (open.length > 0) {
    const next: Unread[] = []
    const batches: string[][] = []
    await inFlight(open, READS_IN_FLIGHT, async ({ partition, from }) => {
      const range = { from, to: null, descending: false, rowsMax: ROWS_MAX }
      const { rows, next: behind } = await readRows(table, source, partition, range)
      batches.push(rows.map(({ id }) => id))
      if (behind !== null) next.push({ partition, from: behind })
    })
    yield* batches.filter((batch) => batch.length > 0)
    open = next
  }
}

interface Unread {
  readonly partition: string
  readonly from: string | null
}
