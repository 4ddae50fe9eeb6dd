import { countMissing } from '../core/count-missing.ts'
import type { Incident } from '../core/incident.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'

export interface FleetHistory {
  readonly from: number
  readonly to: number
  readonly stepMs: number
  /** The most hosts that were missing at once in each step. */
  readonly missing: readonly number[]
}

interface Span {
  readonly from: number
  readonly to: number
}

const MINUTE_MS = 60_000
const STEPS_MAX = 288
export const INCIDENTS_READ_MAX = 50_000
const PAGE_INCIDENTS = 1_000
/** Who was missing for longer than this, and came back, is left out. */
export const LOOK_BACK_MS = 7 * 86_400_000
const KEPT_MAX = 8

interface Kept {
  readonly history: Promise<FleetHistory>
  readonly until: number
}

const kept = new WeakMap<Context, Map<string, Kept>>()

/**
 * How many hosts were missing between two instants, from their incidents; whole minutes, the same
 * for all who ask within a minute. Where there were too many incidents to read, it begins later.
 * Throws `invalid_query` unless from < to.
 */
export function fleetHistory(ctx: Context, input: Span): Promise<FleetHistory> {
  const { wallMs, monotonicMs } = ctx.clock.read()
  const end = Math.min(input.to, wallMs)
  const to = Math.ceil(end / MINUTE_MS) * MINUTE_MS
  const from = to - Math.ceil((end - input.from) / MINUTE_MS) * MINUTE_MS
  if (from >= to) throw beginsTooLate()
  const histories = kept.get(ctx) ?? new Map<string, Kept>()
  kept.set(ctx, histories)
  const name = `${from} ${to}`
  const known = histories.get(name)
  if (known !== undefined && monotonicMs < known.until) return known.history
  const history = makeHistory(ctx, { from, to })
  histories.delete(name)
  histories.set(name, { history, until: monotonicMs + MINUTE_MS })
  history.catch(() => histories.delete(name))
  const [oldest] = histories.keys()
  if (histories.size > KEPT_MAX && oldest !== undefined) histories.delete(oldest)
  return history
}

async function makeHistory(ctx: Context, { from, to }: Span): Promise<FleetHistory> {
  const open = await readIncidents(ctx, 'open', Number.NEGATIVE_INFINITY)
  const resolved = await readIncidents(ctx, 'resolved', from - LOOK_BACK_MS)
  const known = Math.max(from, open.knownFrom, resolved.knownFrom)
  const begin = Math.min(Math.ceil(known / MINUTE_MS) * MINUTE_MS, to - MINUTE_MS)
  const minutes = Math.ceil((to - begin) / MINUTE_MS / STEPS_MAX)
  const stepMs = minutes * MINUTE_MS
  const steps = Math.ceil((to - begin) / stepMs)
  const absences = [...open.incidents, ...resolved.incidents].map(({ openedAt, resolvedAt }) => {
    return { from: openedAt, to: resolvedAt }
  })
  const missing = countMissing(absences, begin, stepMs, steps)
  return { from: begin, to: begin + steps * stepMs, stepMs, missing }
}

/** The newest first. `knownFrom`: older ones were not read. */
async function readIncidents(
  ctx: Context,
  state: Incident['state'],
  openedFrom: number,
): Promise<{ incidents: Incident[]; knownFrom: number }> {
  const incidents: Incident[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await ctx.records.list('incident', {
      where: { state },
      orderBy: 'openedAt',
      descending: true,
      limit: PAGE_INCIDENTS,
      ...(cursor === undefined ? {} : { cursor }),
    })
    incidents.push(...page.items.map(({ value }) => value))
    const oldest = incidents.at(-1)?.openedAt ?? Number.POSITIVE_INFINITY
    if (oldest < openedFrom) break
    if (incidents.length >= INCIDENTS_READ_MAX) return { incidents, knownFrom: oldest }
    cursor = page.next
  }
  return { incidents, knownFrom: Number.NEGATIVE_INFINITY }
}

function beginsTooLate(): FlatlineError {
  return new FlatlineError('invalid_query', 'A history begins before it ends, and before now.', {
    hint: 'Give a "from" that is earlier than "to".',
  })
}
