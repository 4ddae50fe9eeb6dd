import type { Write } from '../../service/ports.ts'
import {
  type ColumnValue,
  RECORD_KINDS,
  type RecordKind,
  type RecordOf,
} from '../../service/record-kinds.ts'
import { columnsOf } from './records-schema.ts'
import type { Connection, Statement } from './sqlite.ts'

/** The statements that write one kind of record. */
interface KindStatements {
  readonly read: Statement
  readonly insert: Statement
  readonly remove: Statement
  readonly columns: readonly string[]
  readonly values: readonly ((value: RecordOf[RecordKind]) => ColumnValue)[]
  /** By the set of columns that change, so that no index is touched without need. */
  readonly updates: Map<number, Statement>
}

export interface WriteStatements {
  readonly connection: Connection
  readonly kinds: Map<RecordKind, KindStatements>
}

export function writeStatements(connection: Connection): WriteStatements {
  return { connection, kinds: new Map() }
}

/** Returns false if the stored version is another one. */
export function applyWrite(statements: WriteStatements, write: Write): boolean {
  const { id, value, ifVersion } = write
  const kind = statementsOf(statements, write.kind)
  const stored = ifVersion === 0 && value !== null ? undefined : kind.read.get(id)
  if (Number(stored?.version ?? 0) !== ifVersion) return false
  if (value === null) {
    if (stored !== undefined) kind.remove.run(id)
    return true
  }
  const columns = kind.values.map((read) => read(value))
  const body = JSON.stringify(value)
  if (stored === undefined) return kind.insert.run(id, ...columns, body).changes > 0
  let changed = 0
  const values: ColumnValue[] = []
  for (const [index, column] of kind.columns.entries()) {
    const newValue = columns[index] ?? null
    if (newValue === (stored[column] ?? null)) continue
    changed |= 1 << index
    values.push(newValue)
  }
  updateOf(statements, write.kind, changed).run(ifVersion + 1, ...values, body, id)
  return true
}

function statementsOf({ connection, kinds }: WriteStatements, kind: RecordKind): KindStatements {
  const known = kinds.get(kind)
  if (known !== undefined) return known
  const columns = columnsOf(kind)
  const quoted = columns.map((column) => `, "${column}"`).join('')
  const marks = columns.map(() => '?, ').join('')
  const made: KindStatements = {
    read: connection.prepare(`SELECT version${quoted} FROM "${kind}" WHERE id = ?`),
    insert: connection.prepare(
      `INSERT INTO "${kind}" (id, version${quoted}, body) VALUES (?, 1, ${marks}?)
       ON CONFLICT (id) DO NOTHING`,
    ),
    remove: connection.prepare(`DELETE FROM "${kind}" WHERE id = ?`),
    columns,
    values: columnReaders(kind),
    updates: new Map(),
  }
  kinds.set(kind, made)
  return made
}

function updateOf(statements: WriteStatements, kind: RecordKind, changed: number): Statement {
  const { updates, columns } = statementsOf(statements, kind)
  const known = updates.get(changed)
  if (known !== undefined) return known
  const set = columns.filter((_, index) => (changed & (1 << index)) !== 0)
  const assignments = set.map((column) => `"${column}" = ?, `).join('')
  const made = statements.connection.prepare(
    `UPDATE "${kind}" SET version = ?, ${assignments}body = ? WHERE id = ?`,
  )
  updates.set(changed, made)
  return made
}

/** A kind's rules are only ever given values of that kind. */
function columnReaders(kind: RecordKind): KindStatements['values'] {
  return Object.values(RECORD_KINDS[kind].columns) as KindStatements['values']
}
