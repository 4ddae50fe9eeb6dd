import type { Part, Pulse } from '../../service/ports.ts'
import { isSettled } from '../settled.ts'
import { pulseOf } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'
import { scanRows } from './scan-rows.ts'
import { storeTally } from './stored-tally.ts'
import type { Tally } from './sum-tallies.ts'
import { type Judging, startTally } from './tally-rows.ts'
import { marksVerifier, type RecordedHosts } from './verify-marks.ts'

export interface SweepRules extends Judging {
  readonly segments: number
  /** Default: all of the table. */
  readonly part?: Part | undefined
  /** How many pulses are handed over at a time, at most. */
  readonly batchMax: number
  /** Leaves a tally behind at the end of the pass, if there were many rows. */
  readonly tallies: boolean
  readonly talliedFromRows: number
}

/**
 * Every pulse that disagrees with what is recorded, each once. It keeps nothing between passes, so
 * one that is given up half-way changes nothing about the next. At its end it returns the tally of
 * the rows that it saw.
 */
export async function* sweepRows(
  table: PulsesTable,
  hosts: RecordedHosts,
  rules: SweepRules,
): AsyncGenerator<Pulse[], Tally> {
  const { segments, part = { index: 0, of: 1 }, listeningSince, now } = rules
  const { batchMax, tallies, talliedFromRows } = rules
  const verifyMarks = await marksVerifier(table, hosts)
  const { add, tally } = startTally(table.defaults, rules)
  let batch: Pulse[] = []
  let rowsSeen = 0
  for await (const rows of scanRows(table, { segments, part })) {
    rowsSeen += rows.length
    for (const row of await verifyMarks(rows)) {
      add(row)
      const pulse = pulseOf(row, table.defaults)
      if (isSettled(pulse.recorded, pulse, listeningSince, now)) continue
      batch.push(pulse)
      if (batch.length < batchMax) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
  if (tallies && rowsSeen >= talliedFromRows) await storeTally(table, { tally, part, at: now })
  return tally
}
