import type { ColumnOf, ColumnValue, RecordKind } from '../../service/record-kinds.ts'

/** An index over columns and then the id. Rows with null in the first column are not in it. */
export interface RecordIndex {
  readonly name: string
  readonly columns: readonly string[]
  /** The common value of the first column; its rows are left out, and found without the index. */
  readonly without?: string
  /** So few rows share a value of the first column that they may be sorted when asked for. */
  readonly narrow?: boolean
}

type IndexOf<K extends RecordKind> = Omit<RecordIndex, 'name' | 'columns'> & {
  readonly columns: readonly ColumnOf<K>[]
}

const INDEXES: { readonly [K in RecordKind]: readonly IndexOf<K>[] } = {
  host: [
    { columns: ['pending'] },
    { columns: ['site'] },
    { columns: ['state'], without: 'up' },
    { columns: ['since'] },
    { columns: ['keyId'] },
  ],
  incident: [
    { columns: ['hostId', 'epoch'], narrow: true },
    { columns: ['state', 'openedAt'], without: 'resolved' },
    { columns: ['state'], without: 'resolved' },
    { columns: ['site', 'openedAt'] },
    { columns: ['openedAt'] },
  ],
  subscription: [],
  mailbox: [],
  entry: [
    { columns: ['waitingIn', 'notBefore'] },
    { columns: ['deliveryId'] },
    { columns: ['silenceId'] },
    { columns: ['incidentId'], narrow: true },
    { columns: ['createdAt'] },
  ],
  delivery: [
    { columns: ['subscriptionId', 'state', 'createdAt'] },
    { columns: ['subscriptionId', 'createdAt'] },
    { columns: ['state', 'createdAt'] },
    { columns: ['state'], without: 'sent' },
    { columns: ['createdAt'] },
  ],
  silence: [],
  key: [],
  listener: [{ columns: ['pending'] }],
  lease: [],
  audit: [{ columns: ['at'] }],
  session: [{ columns: ['expiresAt'] }],
  replay: [{ columns: ['createdAt'] }],
}

export function indexesOf(kind: RecordKind): readonly RecordIndex[] {
  const indexes: readonly Omit<RecordIndex, 'name'>[] = INDEXES[kind]
  return indexes.map((index) => ({ ...index, name: `${kind}_by_${index.columns.join('_')}` }))
}

/** How a list or a count reaches its records. */
export interface AccessPath {
  /** Null: by id, through the whole table. */
  readonly index: RecordIndex | null
  /** Columns that the index narrows down; the other conditions are looked at row by row. */
  readonly narrowed: readonly string[]
  /** All rows that the index leaves must be read and sorted. */
  readonly sorts: boolean
}

/** The index that narrows most among those that keep the order; else one that may be sorted. */
export function choosePath(
  kind: RecordKind,
  where: Readonly<Record<string, ColumnValue | undefined>>,
  orderBy: string | undefined,
): AccessPath {
  const tail = orderBy === undefined ? [] : [orderBy]
  const usable = indexesOf(kind).filter(
    ({ without, columns }) => without === undefined || usableFor(where[columns[0] ?? ''], without),
  )
  const ordered = usable
    .map((index) => ({
      index,
      narrowed: index.columns.slice(0, index.columns.length - tail.length),
    }))
    .filter(({ index, narrowed }) => {
      const rest = index.columns.slice(narrowed.length)
      return rest.join() === tail.join() && narrowed.every((column) => column in where)
    })
    .sort((a, b) => b.narrowed.length - a.narrowed.length)[0]
  if (ordered !== undefined && ordered.narrowed.length > 0) return { ...ordered, sorts: false }
  const narrow = usable.find(({ narrow, columns }) => narrow && (columns[0] ?? '') in where)
  if (narrow !== undefined) {
    return { index: narrow, narrowed: narrow.columns.slice(0, 1), sorts: true }
  }
  if (ordered !== undefined) return { ...ordered, sorts: false }
  return { index: null, narrowed: [], sorts: orderBy !== undefined }
}

function usableFor(value: ColumnValue | undefined, without: string): boolean {
  return value !== undefined && value !== null && value !== without
}
