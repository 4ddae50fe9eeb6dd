import type { HostId } from '../../core/ids.ts'
import { inFlight } from './in-flight.ts'
import { type PulseRow, rowOf } from './pulse-row.ts'
import { IN_FLIGHT_MAX, type PulsesTable } from './pulses-table.ts'
import { readItems } from './read-items.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_MAX = 100

/** In order, read strongly; undefined for hosts that have none. Ids may repeat. */
export async function readRows(
  table: PulsesTable,
  hostIds: readonly HostId[],
): Promise<(PulseRow | undefined)[]> {
  const unique = [...new Set(hostIds)]
  const chunks = Array.from({ length: Math.ceil(unique.length / KEYS_MAX) }, (_, chunk) =>
    unique.slice(chunk * KEYS_MAX, (chunk + 1) * KEYS_MAX),
  )
  const found = new Map<HostId, PulseRow>()
  await inFlight(chunks, IN_FLIGHT_MAX, async (chunk) => {
    for (const item of await readItems(table, chunk)) {
      const row = rowOf(item)
      if (row !== undefined) found.set(row.hostId, row)
    }
  })
  return hostIds.map((hostId) => found.get(hostId))
}
