import type { Versioned } from '../../service/ports.ts'
import type { SqlRow } from './sqlite.ts'

/** A table holds only what was written as a record of its kind. */
export function versionedRow<T>(row: SqlRow): Versioned<T> {
  return { value: JSON.parse(String(row.body)) as T, version: Number(row.version) }
}
