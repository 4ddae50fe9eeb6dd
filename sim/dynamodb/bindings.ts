import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Comparison, Condition, Operator, Parsed } from './grammar.ts'
import { validationFailed } from './refusals.ts'
import { compareBytes } from './rows.ts'
import { type Item, keptValue } from './stored.ts'

/** What a request says the placeholders of its expressions stand for. */
export interface Bindings {
  name(path: string): string
  value(placeholder: string): AttributeValue
}

interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
}

/** Throws a ValidationException unless they are given for exactly what these expressions use. */
export function bind(
  { ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Placeholders,
  expressions: readonly (Parsed<unknown> | null)[],
): Bindings {
  const used = new Set(expressions.flatMap((each) => (each === null ? [] : [...each.placeholders])))
  for (const given of [names, values]) {
    if (given === undefined) continue
    const keys = Object.keys(given)
    if (keys.length === 0) throw validationFailed('Expression attributes must not be empty')
    const idle = keys.find((key) => !used.has(key))
    if (idle !== undefined) throw validationFailed(`${idle} is unused in expressions`)
  }
  const boundValue = (placeholder: string) => {
    const value = values?.[placeholder]
    if (value === undefined) throw validationFailed(`${placeholder} is not defined`)
    return keptValue(placeholder, value)
  }
  const boundName = (path: string) => {
    if (!path.startsWith('#')) return path
    const name = names?.[path]
    if (name === undefined) throw validationFailed(`${path} is not defined`)
    return name
  }
  for (const each of used) {
    if (each.startsWith(':')) boundValue(each)
    else boundName(each)
  }
  return { name: boundName, value: boundValue }
}

export function holds(condition: Condition, item: Item | undefined, bindings: Bindings): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, item, bindings))
    case 'or':
      return condition.parts.some((part) => holds(part, item, bindings))
    case 'exists':
      return item?.[bindings.name(condition.path)] !== undefined
    case 'absent':
      return item?.[bindings.name(condition.path)] === undefined
    case 'compare':
      return comparisonHolds(condition, item, bindings)
  }
}

/** The attributes that a condition looks at. */
export function pathsOf(condition: Condition): string[] {
  return 'parts' in condition ? condition.parts.flatMap(pathsOf) : [condition.path]
}

/** False for an attribute that is absent, or of another type. */
function comparisonHolds(
  { path, operator, value }: Comparison,
  item: Item | undefined,
  bindings: Bindings,
): boolean {
  const have = item?.[bindings.name(path)]
  const wanted = bindings.value(value)
  if (have?.N !== undefined && wanted.N !== undefined) {
    return isInOrder(operator, Number(have.N) - Number(wanted.N))
  }
  if (have?.S !== undefined && wanted.S !== undefined) {
    return isInOrder(operator, compareBytes(have.S, wanted.S))
  }
  return false
}

function isInOrder(operator: Operator, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0
    case '<':
      return difference < 0
    case '<=':
      return difference <= 0
    case '>':
      return difference > 0
    case '>=':
      return difference >= 0
  }
}
