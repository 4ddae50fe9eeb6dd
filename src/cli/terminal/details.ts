import { formatDuration } from '../../contract/duration.ts'
import { inert, widthOf } from './plain-text.ts'
import { relativeTime } from './relative-time.ts'

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** One resource as aligned `name  value` lines; times are shown both exactly and relatively. */
export function detailLines(resource: object, now: number): string[] {
  const entries = Object.entries(resource).filter(([, value]) => value !== undefined)
  const width = Math.max(0, ...entries.map(([name]) => widthOf(inert(name))))
  return entries.flatMap(([name, value]) => {
    const title = inert(name)
    const blank = ' '.repeat(width - widthOf(title) + 2)
    if (!isListOfObjects(value)) return [`${title}${blank}${inert(valueText(name, value, now))}`]
    const items = value.map((item) => `  - ${inert(objectText(item, now))}`)
    return [`${title}${blank}${value.length}`, ...items]
  })
}

function valueText(name: string, value: unknown, now: number): string {
  if (value === null) return '-'
  if (typeof value === 'string') return INSTANT.test(value) ? instantText(value, now) : value
  if (typeof value === 'number' && name.endsWith('Ms')) return formatDuration(value)
  if (Array.isArray(value)) return value.map((item) => valueText(name, item, now)).join(', ') || '-'
  if (typeof value !== 'object') return String(value)
  return objectText(value, now) || (name === 'match' ? 'all' : '-')
}

function objectText(value: object, now: number): string {
  const pairs = Object.entries(value).map(([name, each]) => `${name}=${valueText(name, each, now)}`)
  return pairs.join(', ')
}

function instantText(text: string, now: number): string {
  return `${text} (${relativeTime(Date.parse(text), now)})`
}

function isListOfObjects(value: unknown): value is object[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof item === 'object' && item !== null)
  )
}
