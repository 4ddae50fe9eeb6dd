import type { Settings } from '../service/context.ts'

interface TimingFields {
  readonly interval?: number | null | undefined
  readonly grace?: number | undefined
  readonly intervalMs?: number | undefined
  readonly graceMs?: number | undefined
}

export interface Timing {
  readonly intervalMs: number
  readonly timeoutMs: number
}

const GRACE_MORE_MS = 15_000

/**
 * Interval and timeout as a request names them; null for the default, undefined if it says nothing.
 * Without a grace one lost heartbeat is tolerated: interval + 15 s. `present` is what the host has.
 */
export function timingOf(
  fields: TimingFields,
  present: Pick<Settings, 'intervalMs' | 'graceMs'>,
): Timing | null | undefined {
  const interval = fields.interval ?? fields.intervalMs
  const grace = fields.grace ?? fields.graceMs
  if (interval === undefined && grace === undefined)
    return fields.interval === null ? null : undefined
  const intervalMs = interval ?? present.intervalMs
  return { intervalMs, timeoutMs: intervalMs + (grace ?? intervalMs + GRACE_MORE_MS) }
}
