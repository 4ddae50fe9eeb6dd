import type { Context } from './context.ts'
import type { Page, Query, Versioned } from './ports.ts'
import type { RecordKind, RecordOf } from './record-kinds.ts'
import { toWrite } from './write-record.ts'

const BATCH_RECORDS = 500
const PAGES_MAX = 20

export interface Outdated<K extends RecordKind> {
  readonly kind: K
  readonly id: (value: RecordOf[K]) => string
  /** Which records have had their time, as far as they themselves can tell. */
  readonly query: Pick<Query<K>, 'where' | 'atMost' | 'orderBy' | 'filter'>
  /** The last word where other records must be asked. Default: all of them. */
  readonly confirm?: (records: readonly Versioned<RecordOf[K]>[]) => Promise<ReadonlySet<string>>
}

/** Removes at most `room` records, each only if nobody wrote it meanwhile; returns how many. */
export async function removeOld<K extends RecordKind>(
  ctx: Context,
  { kind, id, query, confirm }: Outdated<K>,
  room: number,
): Promise<number> {
  let removed = 0
  let cursor: string | null = null
  for (let pages = 0; pages < PAGES_MAX && removed < room; pages++) {
    const limit = Math.min(BATCH_RECORDS, room - removed)
    const from: Pick<Query<K>, 'cursor'> = cursor === null ? {} : { cursor }
    const page: Page<RecordOf[K]> = await ctx.records.list(kind, { ...query, ...from, limit })
    const confirmed = await confirm?.(page.items)
    const going = page.items.filter(({ value }) => confirmed?.has(id(value)) ?? true)
    const writes = going.map(({ value, version }) => toWrite(kind, id(value), null, version))
    const applied = writes.length === 0 ? [] : await ctx.records.write(writes)
    removed += applied.filter((each) => each).length
    cursor = page.next
    if (cursor === null) break
  }
  return removed
}
