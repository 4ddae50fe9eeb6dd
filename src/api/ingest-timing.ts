import { parseDuration } from '../contract/duration.ts'
import type { Heartbeat } from '../service/record-heartbeats.ts'
import type { Fault } from './ingest-fault.ts'
import type { Fields } from './ingest-json.ts'

export const INTERVAL_MIN_MS = 1_000
export const WHOLE_MAX_MS = 43_200_000
export const INTERVAL_MAX_MS = 7 * 86_400_000
export const GRACE_MAX_MS = 7 * 86_400_000
/** Without a grace, one lost heartbeat is tolerated: another interval and this. */
export const GRACE_EXTRA_MS = 15_000
export const AWAY_MAX_MS = 30 * 86_400_000

type Timing = NonNullable<Heartbeat['timing']>

/**
 * `intervalMs` is the original's field: the whole timeout, without a grace. `interval` and `grace`
 * are durations whose sum is the timeout. Null counts as not said.
 */
export function readTiming(fields: Fields, faults: Fault[]): Timing | undefined {
  const { intervalMs, interval, grace } = fields
  const given = intervalMs !== undefined && intervalMs !== null
  const bySpan = isSaid(interval) || isSaid(grace)
  if (given && bySpan) {
    faults.push(contradiction())
    return undefined
  }
  if (given) return readWhole(intervalMs, faults)
  return bySpan ? readSpans(interval, grace, faults) : undefined
}

/** How long the host will be gone; 0 if it did not say. */
export function readAwayMs(fields: Fields, faults: Fault[]): number {
  const { leaving } = fields
  if (!isSaid(leaving)) return 0
  const span = typeof leaving === 'object' && leaving !== null && 'for' in leaving && leaving.for
  const bounds = { min: INTERVAL_MIN_MS, max: AWAY_MAX_MS, words: 'from 1s to 30d' }
  return readSpan('/leaving/for', span, bounds, faults) ?? 0
}

function readWhole(value: unknown, faults: Fault[]): Timing | undefined {
  if (typeof value !== 'number') {
    const detail = 'intervalMs must be a number of milliseconds.'
    const hint = 'Write "intervalMs":600000 without quotes, or "interval":"10m".'
    faults.push({ code: 'wrong_type', pointer: '/intervalMs', detail, hint })
    return undefined
  }
  if (!Number.isInteger(value) || value < INTERVAL_MIN_MS || value > WHOLE_MAX_MS) {
    const detail = 'intervalMs must be a whole number from 1,000 to 43,200,000 milliseconds.'
    const hint = 'It counts milliseconds: ten minutes are 600000.'
    faults.push({ code: 'out_of_range', pointer: '/intervalMs', detail, hint })
    return undefined
  }
  return { intervalMs: value, timeoutMs: value }
}

function readSpans(interval: unknown, grace: unknown, faults: Fault[]): Timing | undefined {
  if (!isSaid(interval)) {
    const detail = 'grace was given without interval.'
    const hint = 'Give both, such as "interval":"1m","grace":"75s".'
    faults.push({ code: 'invalid_field', pointer: '/grace', detail, hint })
    return undefined
  }
  const longest = { min: INTERVAL_MIN_MS, max: INTERVAL_MAX_MS, words: 'from 1s to 7d' }
  const intervalMs = readSpan('/interval', interval, longest, faults)
  if (intervalMs === undefined) return undefined
  if (!isSaid(grace)) return { intervalMs, timeoutMs: 2 * intervalMs + GRACE_EXTRA_MS }
  const spare = { min: 0, max: GRACE_MAX_MS, words: 'from 0s to 7d' }
  const graceMs = readSpan('/grace', grace, spare, faults)
  return graceMs === undefined ? undefined : { intervalMs, timeoutMs: intervalMs + graceMs }
}

interface Bounds {
  readonly min: number
  readonly max: number
  readonly words: string
}

function readSpan(
  pointer: string,
  value: unknown,
  bounds: Bounds,
  faults: Fault[],
): number | undefined {
  const name = pointer.slice(1).replace('/', '.')
  const hint = 'Write a number with ms, s, m, h or d, in double quotes: "90s", "5m", "12h".'
  if (typeof value !== 'string') {
    const detail = `${name} must be a text such as "90s".`
    faults.push({ code: 'wrong_type', pointer, detail, hint })
    return undefined
  }
  const ms = value.length > 32 ? undefined : parseDuration(value)
  if (ms === undefined) {
    const detail = `${name} is not a duration.`
    faults.push({ code: 'invalid_duration', pointer, detail, hint })
    return undefined
  }
  if (ms >= bounds.min && ms <= bounds.max) return Math.round(ms)
  const detail = `${name} must be ${bounds.words}.`
  faults.push({ code: 'out_of_range', pointer, detail })
  return undefined
}

function contradiction(): Fault {
  return {
    code: 'invalid_field',
    pointer: '/intervalMs',
    detail: 'intervalMs was given together with interval or grace.',
    hint: 'Keep one: intervalMs is the whole timeout; interval and grace add up to it.',
  }
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null
}
