/**
 * Which marks of pulses are worth looking up, and what the records say instead.
 *
 * - The records' index names the hosts that are not up. Every other host is expected to be up.
 * - A mark that names another state than expected is looked up, strongly consistent: either the
 *   index lags behind, or the mark was lost or came too late for this region.
 * - A mark that the record contradicts is settled from it. Without a record the host counts as
 *   unrecorded. So no mark stays wrong for longer than one sweep, in either direction.
 */
import type { HostState } from '../../core/host.ts'
import type { Recorded, Records } from '../../service/ports.ts'
import type { PulseRow } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'
import { settleMarks } from './settle-marks.ts'

/** What the sweep of the pulses asks the records. */
export interface RecordedHosts {
  readonly get: Records['get']
  /** From the index: may lack, or still have, what was written in the last moments. */
  hostIdsByState(state: HostState): AsyncIterable<readonly string[]>
}

/** Resolves to the rows with marks that agree with the records, in order. */
export type VerifyMarks = (rows: readonly PulseRow[]) => Promise<PulseRow[]>

const NOT_UP = ['waiting', 'missing', 'paused', 'retired'] as const
const LOOKED_UP_MAX = 500

/** Good for one pass: it reads the index now. */
export async function marksVerifier(
  table: PulsesTable,
  hosts: RecordedHosts,
): Promise<VerifyMarks> {
  const notUp = await readNotUp(hosts)
  const isExpected = ({ hostId, recorded }: PulseRow) =>
    recorded !== undefined && recorded.state === (notUp.get(hostId) ?? 'up')
  return async (rows) => {
    const doubtful = rows.filter((row) => !isExpected(row))
    const verified = new Map<string, PulseRow>()
    for (let from = 0; from < doubtful.length; from += LOOKED_UP_MAX) {
      const some = doubtful.slice(from, from + LOOKED_UP_MAX)
      for (const row of await lookUp(table, hosts, some)) verified.set(row.hostId, row)
    }
    return rows.map((row) => verified.get(row.hostId) ?? row)
  }
}

async function readNotUp(hosts: RecordedHosts): Promise<ReadonlyMap<string, HostState>> {
  const states = new Map<string, HostState>()
  const readAll = async (state: HostState) => {
    for await (const ids of hosts.hostIdsByState(state)) {
      for (const id of ids) states.set(id, state)
    }
  }
  await Promise.all(NOT_UP.map(readAll))
  return states
}

async function lookUp(
  table: PulsesTable,
  hosts: RecordedHosts,
  rows: readonly PulseRow[],
): Promise<PulseRow[]> {
  const ids = rows.map(({ hostId }) => hostId)
  const records = await hosts.get('host', ids)
  const verified = rows.map((row, index): PulseRow => {
    const record = records[index]
    if (record === undefined) return { ...row, recorded: undefined }
    const { registeredAt, state, site, facts } = record.value
    const recorded = { registeredAt, state, site, facts, version: record.version }
    return { ...row, recorded: { hostId: row.hostId, ...recorded } }
  })
  await settleMarks(table, corrected(rows, verified))
  return verified
}

/** A mark that names another state than the record, or none. */
function corrected(before: readonly PulseRow[], after: readonly PulseRow[]): Recorded[] {
  return after.flatMap(({ recorded }, index) =>
    recorded === undefined || recorded.state === before[index]?.recorded?.state ? [] : [recorded],
  )
}
