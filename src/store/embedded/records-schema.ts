import { RECORD_KINDS, type RecordKind } from '../../service/record-kinds.ts'
import { indexesOf } from './record-indexes.ts'

/** Kinds that came with a later migration. */
const LATER: readonly RecordKind[] = ['lease']

/**
 * Schema of records.db, made from the kinds and their indexes: one table per kind, columns without
 * a type so that texts and numbers stay what they are. A change to either needs a migration here.
 */
export const RECORDS_MIGRATIONS: readonly string[] = [
  createKinds(kindsOf(RECORD_KINDS).filter((kind) => !LATER.includes(kind))),
  /** Several holders may share one store: leases, and claims that tell whose they are. */
  [
    createKinds(['lease']),
    withFields('mailbox', { gathering: 'NULL', disputed: "json('[]')", composed: 'NULL' }),
    withFields('entry', { fence: '0' }),
    withFields('delivery', { fence: '0' }),
    withFields('listener', { presence: 'NULL' }),
    withFields('host', { timing: 'NULL', timingPrint: '0' }),
  ].join(';\n'),
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

function createKinds(kinds: readonly RecordKind[]): string {
  return kinds.flatMap((kind) => [createTable(kind), ...createIndexes(kind)]).join(';\n')
}

/** Fields that records of a kind did not have before, with their value as SQL. */
function withFields(kind: RecordKind, fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).map(([name, value]) => `'$.${name}', ${value}`)
  return `UPDATE "${kind}" SET body = json_insert(body, ${pairs.join(', ')})`
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
