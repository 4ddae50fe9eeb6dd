import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { HostId } from '../../core/ids.ts'
import type { Recorded } from '../../service/ports.ts'
import { call } from './call.ts'
import { inFlight } from './in-flight.ts'
import { IN_FLIGHT_MAX, type PulsesTable } from './pulses-table.ts'
import { markUpdate } from './update-row.ts'

/** A mark that comes too late, or for a host without a row, changes nothing. */
export async function settleMarks(table: PulsesTable, marks: readonly Recorded[]): Promise<void> {
  const latest = new Map<HostId, Recorded>()
  for (const mark of marks) {
    const other = latest.get(mark.hostId)
    if (other === undefined || !isOlder(mark, other)) latest.set(mark.hostId, mark)
  }
  await inFlight([...latest.values()], IN_FLIGHT_MAX, async (mark) => {
    await call(table.client, new UpdateItemCommand(markUpdate(table, mark)), table.working)
  })
}

function isOlder(mark: Recorded, than: Recorded): boolean {
  if (mark.registeredAt !== than.registeredAt) return mark.registeredAt < than.registeredAt
  return mark.version < than.version
}
