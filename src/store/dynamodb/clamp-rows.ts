import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { call } from './call.ts'
import { inFlight } from './in-flight.ts'
import { IN_FLIGHT_MAX, type PulsesTable } from './pulses-table.ts'
import { scanRows } from './scan-rows.ts'
import { clampUpdate } from './update-row.ts'

/** Pulls last heartbeats that lie after `now` back to it. */
export async function clampRows(table: PulsesTable, segments: number, now: number): Promise<void> {
  for await (const rows of scanRows(table, { segments, heardAfter: now })) {
    await inFlight(rows, IN_FLIGHT_MAX, async ({ hostId }) => {
      const command = new UpdateItemCommand(clampUpdate(table, hostId, now))
      await call(table.client, command, table.working)
    })
  }
}
