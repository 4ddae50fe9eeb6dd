import type { Page, Query, Records, Versioned } from './ports.ts'
import type { RecordKind, RecordOf } from './record-kinds.ts'

const PAGE_ITEMS = 1_000
const PAGES_MAX = 250

/** The first of a list, also where the first pages are empty since all on them has moved on. */
export async function listFirst<K extends RecordKind>(
  records: Records,
  kind: K,
  query: Omit<Query<K>, 'limit' | 'cursor'>,
): Promise<Versioned<RecordOf[K]> | undefined> {
  let page: Page<RecordOf[K]> = await records.list<K>(kind, { ...query, limit: 1 })
  for (let pages = 1; pages < PAGES_MAX && page.items.length === 0; pages++) {
    if (page.next === null) return undefined
    page = await records.list<K>(kind, { ...query, limit: PAGE_ITEMS, cursor: page.next })
  }
  return page.items[0]
}
