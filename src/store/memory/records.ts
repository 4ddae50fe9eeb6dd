import type { Page, Query, Records, Versioned, Write } from '../../service/ports.ts'
import {
  type ColumnValue,
  RECORD_KINDS,
  type RecordKind,
  type RecordOf,
} from '../../service/record-kinds.ts'
import {
  assertLimit,
  assertWrites,
  compareText,
  compareValues,
  decodeCursor,
  encodeCursor,
  LOOKED_AT_MAX,
  type Place,
} from '../query.ts'

type Columns = Readonly<Record<string, ColumnValue>>
type Where = Readonly<Record<string, ColumnValue | undefined>>

interface Row {
  readonly id: string
  readonly value: RecordOf[RecordKind]
  readonly version: number
  readonly columns: Columns
}

/** One kind's records, and per column and value the rows that have it. */
interface Table {
  readonly rows: Map<string, Row>
  readonly index: Map<string, Map<ColumnValue, Map<string, Row>>>
}

/** The reference store of records: forgets everything with the process. */
export function memoryRecords(): Records {
  const tables = new Map<RecordKind, Table>()
  const tableOf = (kind: RecordKind): Table => {
    const table = tables.get(kind) ?? { rows: new Map(), index: new Map() }
    tables.set(kind, table)
    return table
  }
  return {
    lagMs: 0,
    async get(kind, ids) {
      return ids.map((id) => versioned(tableOf(kind).rows.get(id)))
    },
    async write(writes) {
      assertWrites(writes)
      return writes.map((write) => apply(tableOf(write.kind), write))
    },
    async list(kind, query) {
      return listRows(kind, tableOf(kind), query)
    },
    async count(kind, where) {
      const table = tableOf(kind)
      const isEqual = equality(where)
      let count = 0
      for (const row of narrowest(table, where)) if (isEqual(row.columns)) count++
      return count
    },
  }
}

function apply(table: Table, write: Write): boolean {
  const before = table.rows.get(write.id)
  if ((before?.version ?? 0) !== write.ifVersion) return false
  if (before !== undefined) unindex(table, before)
  if (write.value === null) {
    table.rows.delete(write.id)
    return true
  }
  const columns = columnsOf(write.kind, write.value)
  const row = { id: write.id, value: write.value, version: write.ifVersion + 1, columns }
  table.rows.set(row.id, row)
  for (const [column, value] of Object.entries(columns)) {
    if (value === null) continue
    const values = table.index.get(column) ?? new Map<ColumnValue, Map<string, Row>>()
    const bucket = values.get(value) ?? new Map<string, Row>()
    table.index.set(column, values.set(value, bucket.set(row.id, row)))
  }
  return true
}

function unindex(table: Table, row: Row): void {
  for (const [column, value] of Object.entries(row.columns)) {
    const values = table.index.get(column)
    const bucket = values?.get(value)
    bucket?.delete(row.id)
    if (bucket?.size === 0) values?.delete(value)
  }
}

function listRows<K extends RecordKind>(kind: K, table: Table, query: Query<K>): Page<RecordOf[K]> {
  assertLimit(query.limit)
  const sign = query.descending === true ? -1 : 1
  const placeOf = (row: Row): Place => ({
    value: query.orderBy === undefined ? row.id : (row.columns[query.orderBy] ?? null),
    id: row.id,
  })
  const order = (a: Place, b: Place) =>
    sign * (compareValues(a.value, b.value) || compareText(a.id, b.id))
  const after = query.cursor === undefined ? null : decodeCursor(kind, query, query.cursor)
  const isIn = membership(query)
  const candidates: { readonly row: Row; readonly place: Place }[] = []
  for (const row of narrowest(table, query.where ?? {})) {
    if (!isIn(row)) continue
    const place = placeOf(row)
    if (after === null || order(place, after) > 0) candidates.push({ row, place })
  }
  candidates.sort((a, b) => order(a.place, b.place))
  const items: Versioned<RecordOf[K]>[] = []
  const end = query.filter === undefined ? candidates.length : LOOKED_AT_MAX
  for (const [index, { row, place }] of candidates.entries()) {
    const item = versionedAs<RecordOf[K]>(row)
    if (query.filter?.(item.value) ?? true) items.push(item)
    const last = index === candidates.length - 1
    if (!last && (items.length === query.limit || index + 1 === end)) {
      return { items, next: encodeCursor(kind, query, place) }
    }
  }
  return { items, next: null }
}

/** The rows of the smallest bucket among those that the condition names. */
function narrowest(table: Table, where: Where): Iterable<Row> {
  let found: Map<string, Row> = table.rows
  for (const [column, value] of Object.entries(where)) {
    const bucket = table.index.get(column)?.get(value ?? null) ?? new Map<string, Row>()
    if (bucket.size < found.size) found = bucket
  }
  return found.values()
}

function membership<K extends RecordKind>(query: Query<K>): (row: Row) => boolean {
  const { where = {}, atMost, orderBy } = query
  const isEqual = equality(where)
  return ({ columns }) => {
    if (!isEqual(columns)) return false
    if (orderBy !== undefined && (columns[orderBy] ?? null) === null) return false
    if (atMost === undefined) return true
    const value = columns[atMost.column] ?? null
    return typeof value === 'number' && value <= atMost.value
  }
}

function equality(where: Where): (columns: Columns) => boolean {
  const wanted = Object.entries(where)
  return (columns) =>
    wanted.every(
      ([column, value]) => value !== null && value !== undefined && columns[column] === value,
    )
}

function columnsOf(kind: RecordKind, value: RecordOf[RecordKind]): Columns {
  const rules = Object.entries(RECORD_KINDS[kind].columns) as [string, ColumnRule][]
  return Object.fromEntries(rules.map(([column, read]) => [column, read(value)]))
}

type ColumnRule = (value: RecordOf[RecordKind]) => ColumnValue

function versioned<T extends RecordOf[RecordKind]>(row: Row | undefined): Versioned<T> | undefined {
  return row === undefined ? undefined : versionedAs<T>(row)
}

/** A table holds only the values of its kind. */
function versionedAs<T>(row: Row): Versioned<T> {
  return { value: row.value as T, version: row.version }
}
