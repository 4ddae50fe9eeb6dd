import type { z } from 'zod'

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** Messages of our own schemas begin so; the library's never do. */
const OWN_MESSAGE = /^(?:must |write )/

/** What is wrong, in our words: the library's own message may repeat what was sent. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  if (isMissing(issue)) return 'is missing'
  if (OWN_MESSAGE.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? 'of another type'}`
    case 'too_big':
      return tooBig(issue)
    case 'too_small':
      return `must ${verbOf(issue.origin)} at least ${amount(Number(issue.minimum), issue.origin)}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_key':
      return `has a name that is not allowed${reasonOf(issue.issues[0])}`
    case 'invalid_union':
      return unionText('options' in issue ? issue.options : undefined)
    default:
      return 'is not valid'
  }
}

/** A value can only be absent where JSON has no `undefined`. */
export function isMissing(issue: z.core.$ZodIssue): boolean {
  return 'input' in issue && issue.input === undefined
}

function unionText(options: readonly unknown[] | undefined): string {
  const names = options?.map(String).join(', ')
  return names ? `must be one of ${names}` : 'has none of the allowed shapes'
}

function tooBig({ maximum, origin }: z.core.$ZodIssueTooBig): string {
  if (Number(maximum) >= Number.MAX_SAFE_INTEGER) return 'is too large a number'
  return `must ${verbOf(origin)} at most ${amount(Number(maximum), origin)}`
}

function verbOf(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'have' : 'be'
}

function amount(count: number, origin: string): string {
  const unit = origin === 'string' ? ' character' : origin === 'array' ? ' item' : ''
  return `${count}${unit}${unit === '' || count === 1 ? '' : 's'}`
}

function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  return issue !== undefined && OWN_MESSAGE.test(issue.message) ? `: ${issue.message}` : ''
}
