import { randomBytes } from 'node:crypto'
import type { Write } from '../../service/ports.ts'
import { assertWrites } from '../query.ts'
import { inFlight } from './in-flight.ts'
import { type RecordsTable, WRITES_IN_FLIGHT } from './records-table.ts'
import { writeRecord } from './write-record.ts'

const TOKEN_BYTES = 12

/** Each on its own, side by side; true per write that was applied. */
export async function writeRecords(
  table: RecordsTable,
  writes: readonly Write[],
): Promise<boolean[]> {
  assertWrites(writes)
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const applied: boolean[] = []
  await inFlight(writes, WRITES_IN_FLIGHT, async (write, index) => {
    applied[index] = await writeRecord(table, write, token)
  })
  return applied
}
