import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { HostId } from '../../core/ids.ts'
import type { PulseChange, Pulses } from '../../service/ports.ts'
import { call } from './call.ts'
import { hearBeats } from './hear-beats.ts'
import { lazySurvey } from './lazy-survey.ts'
import { type PulseRow, pulseOf } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'
import { readRows } from './read-rows.ts'
import { settleMarks } from './settle-marks.ts'
import type { Tally } from './sum-tallies.ts'
import { configureUpdate } from './update-row.ts'
import type { RecordedHosts } from './verify-marks.ts'

export interface PulsesOptions {
  /** How many ranges of the table a sweep reads side by side. Default 8. */
  readonly segments?: number | undefined
  /**
   * Up to this age, a tally that a sweep left behind is good enough. Default 0: every tally scans,
   * and sweeps leave none.
   */
  readonly tallyMs?: number | undefined
  /** Fewer rows are scanned for each tally: that costs less than a tally with each sweep. */
  readonly talliedFromRows?: number | undefined
  /** How many pulses a sweep hands over at a time. Default 500, which is the most. */
  readonly batchMax?: number | undefined
}

const TALLIED_FROM_ROWS = 20_000

/** Pulses of one region, and what another region may ask of them. */
export interface RegionPulses extends Pulses {
  /** In order, as they are stored. */
  rows(hostIds: readonly HostId[]): Promise<(PulseRow | undefined)[]>
  /** Every row, as they come. */
  allRows(): AsyncIterable<readonly PulseRow[]>
  /** As `configure`, but makes no row: false if there is none. */
  reconfigure(hostId: HostId, change: PulseChange): Promise<boolean>
  /** Deletes a row unless it was heard after `heardAt`, which is 0 for never. */
  dropStale(hostId: HostId, heardAt: number): Promise<void>
}

/** No row is kept in memory: any number of processes may use the table at once. */
export function dynamodbPulses(
  table: PulsesTable,
  hosts: RecordedHosts,
  options: PulsesOptions = {},
): RegionPulses {
  const { segments = 8, tallyMs = 0, talliedFromRows = TALLIED_FROM_ROWS } = options
  const { batchMax = 500 } = options
  /** Of the latest pass that this process itself made over the whole table. */
  let latest: { readonly at: number; readonly tally: Tally } | null = null
  const survey = lazySurvey(table.defaults)
  const allRows = async function* () {
    const { scanRows } = await import('./scan-rows.ts')
    yield* scanRows(table, { segments })
  }
  return {
    beat: (beats) => hearBeats(table, beats),
    rows: (hostIds) => readRows(table, hostIds),
    async read(hostIds) {
      const rows = await readRows(table, hostIds)
      return rows.map((row) => (row === undefined ? undefined : pulseOf(row, table.defaults)))
    },
    // What passes over the whole table is loaded when it is asked for: hearing never needs it.
    async *unsettled(listeningSince, now, part) {
      const { sweepRows } = await import('./sweep-rows.ts')
      const tallying = { tallies: tallyMs > 0, talliedFromRows }
      const judging = { listeningSince, now }
      const rules = { segments, part, batchMax, ...judging, ...tallying }
      const tally = yield* sweepRows(table, hosts, rules)
      if (part === undefined || part.of === 1) latest = { at: now, tally }
    },
    settle: (recorded) => settleMarks(table, recorded),
    async configure(hostId, change) {
      await configure(table, hostId, change, false)
    },
    reconfigure: (hostId, change) => configure(table, hostId, change, true),
    async clamp(now) {
      const { clampRows } = await import('./clamp-rows.ts')
      await clampRows(table, segments, now)
    },
    async remove(hostId) {
      await removeRow(table, hostId)
    },
    dropStale: (hostId, heardAt) => removeRow(table, hostId, heardAt),
    async tally(listeningSince, now) {
      if (latest !== null && Math.abs(now - latest.at) < tallyMs) return latest.tally
      const { readStoredTally } = await import('./stored-tally.ts')
      const { tallyRows } = await import('./tally-rows.ts')
      const stored = tallyMs > 0 ? await readStoredTally(table, now, tallyMs) : undefined
      return stored ?? tallyRows(table, segments, { listeningSince, now })
    },
    async late(listeningSince, now, after, limit) {
      const { lateRows } = await import('./tally-rows.ts')
      return lateRows(table, segments, { listeningSince, now }, { after, limit })
    },
    allRows,
    survey: (listeningSince, now) => survey(allRows, { listeningSince, now }),
  }
}

async function configure(
  table: PulsesTable,
  hostId: HostId,
  change: PulseChange,
  onlyIfExists: boolean,
): Promise<boolean> {
  const command = new UpdateItemCommand(configureUpdate(table, hostId, change, onlyIfExists))
  return (await call(table.client, command, table.working)).kind === 'done'
}

async function removeRow(table: PulsesTable, hostId: HostId, heardAt?: number): Promise<void> {
  const command = new DeleteItemCommand({
    TableName: table.name,
    Key: { h: { S: hostId } },
    ...(heardAt === undefined ? {} : unlessHeardAfter(heardAt)),
  })
  await call(table.client, command, table.working)
}

function unlessHeardAfter(heardAt: number) {
  if (heardAt === 0) return { ConditionExpression: 'attribute_not_exists(t)' }
  const values = { ':t': { N: String(heardAt) } }
  return { ConditionExpression: 't = :t', ExpressionAttributeValues: values }
}
