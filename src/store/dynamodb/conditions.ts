import type { Query } from '../../service/ports.ts'
import type { ColumnValue, RecordKind, RecordOf } from '../../service/record-kinds.ts'
import type { Place } from '../query.ts'
import { columnsOf } from './record-item.ts'

/** A query without the types of its kind. */
export interface Conditions {
  readonly where: Readonly<Record<string, ColumnValue | undefined>>
  readonly atMost: { readonly column: string; readonly value: number } | undefined
  readonly orderBy: string | undefined
}

export function conditionsOf<K extends RecordKind>(query: Omit<Query<K>, 'limit'>): Conditions {
  return { where: query.where ?? {}, atMost: query.atMost, orderBy: query.orderBy }
}

/** Nothing equals null, so nothing can match. */
export function isNever({ where }: Pick<Conditions, 'where'>): boolean {
  return Object.values(where).some((value) => value === null || value === undefined)
}

/** Whether a record as it is now belongs into the list, and at this place. */
export function belongs<K extends RecordKind>(
  kind: K,
  { where, atMost, orderBy }: Conditions,
  value: RecordOf[K],
  place: Place,
): boolean {
  const columns = columnsOf(kind, value)
  if (orderBy !== undefined && columns[orderBy] !== place.value) return false
  if (!Object.entries(where).every(([column, wanted]) => columns[column] === wanted)) return false
  if (atMost === undefined) return true
  const bounded = columns[atMost.column]
  return typeof bounded === 'number' && bounded <= atMost.value
}
