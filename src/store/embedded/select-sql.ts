import type { Query } from '../../service/ports.ts'
import type { ColumnValue, RecordKind } from '../../service/record-kinds.ts'
import { type AccessPath, choosePath } from './record-indexes.ts'

export type Conditions = Readonly<Record<string, ColumnValue | undefined>>

export interface SelectRule {
  readonly kind: RecordKind
  readonly where: Conditions
  readonly atMost: { readonly column: string; readonly value: number } | undefined
  readonly orderBy: string | undefined
  readonly descending: boolean
  readonly afterPlace: boolean
}

/**
 * SQL for one window of a list. A row that the index leads to but that another condition refuses
 * comes with a null body: so a window is bounded by the rows looked at, not by those found.
 * Parameters, in order: `conditionValues`, then the place (value and id, or id), then the limit.
 */
export function selectSql(rule: SelectRule): string {
  const { kind, orderBy, descending, afterPlace } = rule
  const { from, within, residual } = clausesOf(rule)
  const direction = descending ? 'DESC' : 'ASC'
  const order = orderBy === undefined ? 'id' : `"${orderBy}"`
  const after = orderBy === undefined ? 'id' : `("${orderBy}", id)`
  const place = orderBy === undefined ? '?' : '(?, ?)'
  if (afterPlace) within.push(`${after} ${descending ? '<' : '>'} ${place}`)
  const body = residual.length === 0 ? 'body' : `CASE WHEN ${residual.join(' AND ')} THEN body END`
  const sorting = orderBy === undefined ? '' : `${order} ${direction}, `
  return `SELECT id, version, ${order} AS place, ${body} AS body FROM "${kind}" ${from}
    ${whereOf(within)} ORDER BY ${sorting}id ${direction} LIMIT ?`
}

/** SQL for one window of a count, by id. Parameters: `conditionValues`, the last id, the limit. */
export function countSql(kind: RecordKind, where: Conditions): string {
  const rule = { kind, where, atMost: undefined, orderBy: undefined } as const
  const { from, within, residual } = clausesOf({ ...rule, descending: false, afterPlace: true })
  const counted = residual.length === 0 ? '1' : residual.join(' AND ')
  return `SELECT count(*) AS looked, sum(counted) AS found, max(id) AS last FROM (
    SELECT id, ${counted} AS counted FROM "${kind}" ${from}
    ${whereOf([...within, 'id > ?'])} ORDER BY id LIMIT ?)`
}

/** In the order in which the SQL has them: the residual ones stand before the others. */
export function conditionValues(rule: SelectRule): (string | number | null)[] {
  const { residualValues, withinValues } = clausesOf(rule)
  return [...residualValues, ...withinValues]
}

export function pathOf({ kind, where, orderBy }: SelectRule): AccessPath {
  return choosePath(kind, where, orderBy)
}

export function ruleOf<K extends RecordKind>(kind: K, query: Query<K>): SelectRule {
  return {
    kind,
    where: query.where ?? {},
    atMost: query.atMost,
    orderBy: query.orderBy,
    descending: query.descending === true,
    afterPlace: query.cursor !== undefined,
  }
}

function clausesOf(rule: SelectRule) {
  const { where, atMost, orderBy } = rule
  const { index, narrowed } = pathOf(rule)
  const within: string[] = []
  const residual: string[] = []
  const withinValues: (string | number | null)[] = []
  const residualValues: (string | number | null)[] = []
  if (index?.without !== undefined) within.push(`"${index.columns[0]}" <> '${index.without}'`)
  if (orderBy !== undefined) within.push(`"${orderBy}" IS NOT NULL`)
  for (const [column, value] of Object.entries(where)) {
    const [clauses, values] = narrowed.includes(column)
      ? [within, withinValues]
      : [residual, residualValues]
    clauses.push(`"${column}" = ?`)
    values.push(value ?? null)
  }
  if (atMost !== undefined) {
    const ranged = atMost.column === orderBy
    const clauses = ranged ? within : residual
    clauses.push(`"${atMost.column}" <= ?`)
    if (ranged) withinValues.push(atMost.value)
    else residualValues.push(atMost.value)
  }
  const from = index === null ? '' : `INDEXED BY ${index.name}`
  return { from, within, residual, withinValues, residualValues }
}

function whereOf(clauses: readonly string[]): string {
  return clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`
}
