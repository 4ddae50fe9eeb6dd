import { InvalidArgumentError } from 'commander'
import { formatDuration, parseDuration } from '../contract/duration.ts'

type Pairs = Readonly<Record<string, string>>

/** For repeated `--label name=value`. */
export function addPair(text: string, before: Pairs = {}): Pairs {
  const [name, value] = splitPair(text)
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`)
  return { ...before, [name]: value }
}

/** For repeated `--match name=pattern`; the same name again means "any of". */
export function addPattern(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Readonly<Record<string, readonly string[]>> {
  const [name, pattern] = splitPair(text)
  return {
    ...before,
    [name]: [...(Object.hasOwn(before, name) ? (before[name] ?? []) : []), pattern],
  }
}

/** For repeated `--indicator name=number`. */
export function addMeasure(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [name, value] = splitPair(text)
  const measure = value.trim() === '' ? Number.NaN : Number(value)
  if (!Number.isFinite(measure)) throw new InvalidArgumentError(`${name} must be a number.`)
  return { ...before, [name]: measure }
}

/** For options that may be repeated. */
export function addText(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
    if (number >= min && number <= max) return number
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

/** Milliseconds from text such as "90s"; bounds in milliseconds. */
export function duration(minMs: number, maxMs: number): (text: string) => number {
  return (text) => {
    const durationMs = parseDuration(text) ?? Number.NaN
    if (durationMs >= minMs && durationMs <= maxMs) return durationMs
    const bounds = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`
    throw new InvalidArgumentError(`It must be a duration of ${bounds}, such as 90s, 5m or 12h.`)
  }
}

/** A share from 0 to 1, from "5%" or "0.05". */
export function share(text: string): number {
  const shape = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(text)
  const value = shape === null ? Number.NaN : Number(shape[1]) / (shape[2] === '%' ? 100 : 1)
  if (value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a share such as 5% or 0.05.')
}

/** An instant as RFC 3339, from any that begins with a date, such as "2026-03-01 18:00" here. */
export function instant(text: string): string {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isFinite(at)) return new Date(at).toISOString()
  throw new InvalidArgumentError('It must be a time such as 2026-03-01T18:00:00Z.')
}

function splitPair(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  const name = text.slice(0, at).trim()
  if (at > 0 && name !== '' && name !== '__proto__') return [name, text.slice(at + 1)]
  throw new InvalidArgumentError('It must look like name=value.')
}
