import { compareText } from '../query.ts'
import { inFlight } from './in-flight.ts'
import { type KeyRange, type ListRow, type ListSource, readRows } from './list-source.ts'
import { READS_IN_FLIGHT, type RecordsTable } from './records-table.ts'

/** The rows of a list, in order. */
export interface Rows {
  /** The next ones: fewer than `count` at the end only. */
  take(count: number): Promise<readonly ListRow[]>
}

interface Feed {
  readonly partition: string
  rows: readonly ListRow[]
  at: number
  /** What is left to read; null at the end. */
  left: KeyRange | null
}

/** Reads all partitions side by side and merges them. `ahead`: rows that will be taken, or so. */
export function mergeRows(
  table: RecordsTable,
  source: ListSource,
  range: KeyRange & { readonly descending: boolean },
  ahead: number,
): Rows {
  const { descending } = range
  const rowsMax = Math.min(ahead, Math.ceil((2 * ahead) / source.partitions.length) + 4)
  const feeds = source.partitions.map(
    (partition): Feed => ({ partition, rows: [], at: 0, left: range }),
  )
  const refill = async (feed: Feed) => {
    if (feed.left === null) return
    const asked = { ...feed.left, descending, rowsMax }
    const { rows, next } = await readRows(table, source, feed.partition, asked)
    const left = next === null ? null : behind(range, next, descending)
    Object.assign(feed, { rows, at: 0, left })
  }
  return {
    async take(count) {
      const taken: ListRow[] = []
      while (taken.length < count) {
        const isEmpty = ({ rows, at, left }: Feed) => left !== null && at === rows.length
        await inFlight(feeds.filter(isEmpty), READS_IN_FLIGHT, refill)
        if (feeds.some(isEmpty)) continue
        const first = firstOf(feeds, descending)
        const row = first?.rows[first.at]
        if (first === undefined || row === undefined) break
        first.at++
        taken.push(row)
      }
      return taken
    },
  }
}

function behind(range: KeyRange, key: string, descending: boolean): KeyRange {
  return descending ? { ...range, to: key } : { ...range, from: key }
}

function firstOf(feeds: readonly Feed[], descending: boolean): Feed | undefined {
  const sign = descending ? -1 : 1
  let first: Feed | undefined
  for (const feed of feeds) {
    const key = feed.rows[feed.at]?.key
    if (key === undefined) continue
    const best = first?.rows[first.at]?.key
    if (best === undefined || sign * compareText(key, best) < 0) first = feed
  }
  return first
}
