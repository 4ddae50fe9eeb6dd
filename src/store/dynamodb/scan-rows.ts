import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import type { Part } from '../../service/ports.ts'
import { call } from './call.ts'
import { type Item, type PulseRow, rowOf } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'

export interface ScanRules {
  /** How many ranges of the table are read side by side. */
  readonly segments: number
  /** Default: all of the table. */
  readonly part?: Part | undefined
  /** Only rows last heard after this instant, read strongly. */
  readonly heardAfter?: number
}

interface Page {
  readonly segment: number
  readonly items: readonly Item[]
  readonly next: Item | undefined
}

/**
 * Every row once, in pages of at most 1 MB as they come. Eventually consistent unless said
 * otherwise. While the caller works on a page, one more of each segment is under way.
 */
export async function* scanRows(table: PulsesTable, rules: ScanRules): AsyncGenerator<PulseRow[]> {
  const { index, of } = rules.part ?? { index: 0, of: 1 }
  const total = Math.ceil(rules.segments / of) * of
  const pending = new Map<number, Promise<Page>>()
  const ask = (segment: number, from?: Item) => {
    const page = readPage(table, rules, { segment, total, from })
    // A caller that stops early leaves it behind; whoever waits for it still hears of a failure.
    page.catch(() => {})
    pending.set(segment, page)
  }
  for (let segment = index; segment < total; segment += of) ask(segment)
  while (pending.size > 0) {
    const { segment, items, next } = await Promise.race(pending.values())
    if (next === undefined) pending.delete(segment)
    else ask(segment, next)
    const rows = items.map(rowOf).filter((row) => row !== undefined)
    if (rows.length > 0) yield rows
  }
}

async function readPage(
  table: PulsesTable,
  { heardAfter }: ScanRules,
  place: { segment: number; total: number; from: Item | undefined },
): Promise<Page> {
  const input: ScanCommandInput = {
    TableName: table.name,
    Segment: place.segment,
    TotalSegments: place.total,
    ...(place.from === undefined ? {} : { ExclusiveStartKey: place.from }),
    ...(heardAfter === undefined
      ? {}
      : {
          ConsistentRead: true,
          FilterExpression: 't > :t',
          ExpressionAttributeValues: { ':t': { N: String(heardAfter) } },
        }),
  }
  const outcome = await call(table.client, new ScanCommand(input), table.working)
  if (outcome.kind !== 'done') throw new TypeError('a scan has no condition')
  const { Items: items = [], LastEvaluatedKey: next } = outcome.output
  return { segment: place.segment, items, next }
}
