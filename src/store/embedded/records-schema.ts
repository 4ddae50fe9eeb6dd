import { RECORD_KINDS, type RecordKind } from '../../service/record-kinds.ts'
import { indexesOf } from './record-indexes.ts'

/**
 * Schema of records.db, made from the kinds and their indexes: one table per kind, columns without
 * a type so that texts and numbers stay what they are. A change to either needs a migration here.
 */
export const RECORDS_MIGRATIONS: readonly string[] = [
  kindsOf(RECORD_KINDS)
    .flatMap((kind) => [createTable(kind), ...createIndexes(kind)])
    .join(';\n'),
]

/** The columns of each kind. */
export const RECORD_TABLES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  kindsOf(RECORD_KINDS).map((kind) => [kind, columnsOf(kind)]),
)

function columnsOf(kind: RecordKind): string[] {
  return Object.keys(RECORD_KINDS[kind].columns)
}

function kindsOf(kinds: typeof RECORD_KINDS): RecordKind[] {
  return Object.keys(kinds) as RecordKind[]
}

function createTable(kind: RecordKind): string {
  const columns = columnsOf(kind).map((column) => `"${column}", `)
  return `CREATE TABLE "${kind}" (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL,
    ${columns.join('')}body TEXT NOT NULL)`
}

function createIndexes(kind: RecordKind): string[] {
  return indexesOf(kind).map(({ name, columns, without }) => {
    const [first] = columns
    const rule = without === undefined ? 'IS NOT NULL' : `<> '${without}'`
    const keys = columns.map((column) => `"${column}"`)
    return `CREATE INDEX ${name} ON "${kind}" (${keys.join(', ')}, id) WHERE "${first}" ${rule}`
  })
}
