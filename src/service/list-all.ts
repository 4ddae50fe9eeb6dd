import type { Page, Query, Records, Versioned } from './ports.ts'
import type { RecordKind, RecordOf } from './record-kinds.ts'

const PAGE_ITEMS = 1_000

/** Reads every page of a list that is small by nature, up to `itemsMax`. */
export async function listAll<K extends RecordKind>(
  records: Records,
  kind: K,
  itemsMax: number,
  query: Omit<Query<K>, 'limit' | 'cursor'> = {},
): Promise<Versioned<RecordOf[K]>[]> {
  const items: Versioned<RecordOf[K]>[] = []
  let cursor: string | null = null
  do {
    const limit = Math.min(PAGE_ITEMS, itemsMax - items.length)
    const page: Page<RecordOf[K]> = await records.list<K>(kind, {
      ...query,
      limit,
      ...(cursor === null ? {} : { cursor }),
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null && items.length < itemsMax)
  return items
}
