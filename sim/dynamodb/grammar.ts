/**
 * Exactly the expressions that the store sends, as the developer guide defines them; any other is
 * Unmodelled.
 *
 * - condition: `attribute_exists(a)`, `attribute_not_exists(a)`, `a = :v` and the like with < <= >
 *   >=, joined by AND, OR and parentheses
 * - key condition: `a = :v`, and after AND one of `b > :v`, `b < :v`, `b BETWEEN :v AND :w`
 * - update: `SET a = :v, …`, then `REMOVE a, …`
 * - An attribute is a `#name`, or one letter and perhaps a digit: no reserved word is that short.
 */
import { Unmodelled, validationFailed } from './refusals.ts'

export type Operator = '=' | '<' | '<=' | '>' | '>='

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'exists' | 'absent'; readonly path: string }
  | Comparison

export interface Comparison {
  readonly kind: 'compare'
  readonly path: string
  readonly operator: Operator
  readonly value: string
}

export interface KeyCondition {
  readonly partition: { readonly path: string; readonly value: string }
  readonly sort:
    | { readonly path: string; readonly operator: '<' | '>'; readonly value: string }
    | { readonly path: string; readonly operator: 'BETWEEN'; readonly values: [string, string] }
    | null
}

export interface Update {
  readonly set: readonly { readonly path: string; readonly value: string }[]
  readonly remove: readonly string[]
}

export interface Parsed<T> {
  readonly tree: T
  /** The `:values` and `#names` in it. */
  readonly placeholders: ReadonlySet<string>
}

export const parseCondition = memo(readCondition)
export const parseKeyCondition = memo(readKeyCondition)
export const parseUpdate = memo(readUpdate)

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const FUNCTIONS: Readonly<Record<string, 'exists' | 'absent'>> = {
  attribute_exists: 'exists',
  attribute_not_exists: 'absent',
}

/** The words of one expression, from left to right. */
class Reader {
  readonly text: string
  readonly placeholders = new Set<string>()
  readonly #words: readonly string[]
  #at = 0

  constructor(text: string) {
    this.text = text
    this.#words = text.match(/[#:]?\w+|<=|>=|<>|[^\s\w]/g) ?? []
  }

  get next(): string {
    return this.#words[this.#at] ?? ''
  }

  take(): string {
    const word = this.next
    this.#at++
    return word
  }

  takeIf(word: string): boolean {
    if (this.next !== word) return false
    this.#at++
    return true
  }

  expect(word: string): void {
    if (!this.takeIf(word)) throw this.unknown()
  }

  path(): string {
    const word = this.take()
    if (!/^(?:#\w+|[a-z]\d?)$/.test(word)) throw this.unknown()
    if (word.startsWith('#')) this.placeholders.add(word)
    return word
  }

  value(): string {
    const word = this.take()
    if (!/^:\w+$/.test(word)) throw this.unknown()
    this.placeholders.add(word)
    return word
  }

  list<T>(one: () => T): T[] {
    const all = [one()]
    while (this.takeIf(',')) all.push(one())
    return all
  }

  unknown(): Unmodelled {
    return new Unmodelled(`the expression "${this.text}"`)
  }
}

/** The store has a few dozen expressions; each is read once. */
function memo<T>(read: (reader: Reader) => T): (text: string) => Parsed<T> {
  const known = new Map<string, Parsed<T>>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const reader = new Reader(text)
    const tree = read(reader)
    if (reader.next !== '') throw reader.unknown()
    const parsed = { tree, placeholders: reader.placeholders }
    known.set(text, parsed)
    return parsed
  }
}

function readCondition(reader: Reader): Condition {
  return joined(reader, 'OR', 'or', () =>
    joined(reader, 'AND', 'and', () => {
      if (!reader.takeIf('(')) return readTerm(reader)
      const inner = readCondition(reader)
      reader.expect(')')
      return inner
    }),
  )
}

function joined(reader: Reader, word: string, kind: 'and' | 'or', one: () => Condition): Condition {
  const first = one()
  const parts = [first]
  while (reader.takeIf(word)) parts.push(one())
  return parts.length === 1 ? first : { kind, parts }
}

function readTerm(reader: Reader): Condition {
  const test = FUNCTIONS[reader.next]
  if (test !== undefined) {
    reader.take()
    reader.expect('(')
    const path = reader.path()
    reader.expect(')')
    return { kind: test, path }
  }
  const path = reader.path()
  const operator = OPERATORS[reader.take()]
  if (operator === undefined) throw reader.unknown()
  return { kind: 'compare', path, operator, value: reader.value() }
}

function readKeyCondition(reader: Reader): KeyCondition {
  const path = reader.path()
  reader.expect('=')
  const partition = { path, value: reader.value() }
  if (!reader.takeIf('AND')) return { partition, sort: null }
  const sortPath = reader.path()
  const operator = reader.take()
  if (operator === '<' || operator === '>') {
    return { partition, sort: { path: sortPath, operator, value: reader.value() } }
  }
  if (operator !== 'BETWEEN') throw reader.unknown()
  const from = reader.value()
  reader.expect('AND')
  return { partition, sort: { path: sortPath, operator, values: [from, reader.value()] } }
}

function readUpdate(reader: Reader): Update {
  const assignment = () => {
    const path = reader.path()
    reader.expect('=')
    return { path, value: reader.value() }
  }
  const set = reader.takeIf('SET') ? reader.list(assignment) : []
  const remove = reader.takeIf('REMOVE') ? reader.list(() => reader.path()) : []
  const paths = [...set.map(({ path }) => path), ...remove]
  if (new Set(paths).size < paths.length) {
    throw validationFailed('Invalid UpdateExpression: Two document paths overlap with each other')
  }
  return { set, remove }
}
