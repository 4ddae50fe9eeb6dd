/**
 * Periodic work that one does for all: whoever takes the turn first, by one conditional write, does
 * it. A holder that died is followed by another when its lease has run out; work done twice at once
 * must do no harm.
 */
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import type { Lease } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

export interface Turn {
  readonly name: string
  /** A turn is due this long after the former was taken. */
  readonly everyMs: number
  /** The work takes no longer than this, or the holder has died. */
  readonly holdMs: number
}

/** Null if no turn is due, or another is at it or was faster. */
export async function takeTurn(
  ctx: Context,
  { name, everyMs, holdMs }: Turn,
): Promise<Versioned<Lease> | null> {
  const [before] = await ctx.records.get('lease', [name])
  const now = ctx.clock.read().wallMs
  if (before !== undefined && !isDue(before.value, everyMs, now)) return null
  const { holder } = ctx.settings
  const doneAt = before?.value.doneAt ?? 0
  const value = { name, holder, until: now + holdMs, takenAt: now, doneAt }
  const version = before?.version ?? 0
  const taken = await writeRecord(ctx, 'lease', name, value, version)
  return taken ? { value, version: version + 1 } : null
}

/** False if the lease had run out and another has it now. */
export async function endTurn(
  ctx: Context,
  { value, version }: Versioned<Lease>,
): Promise<boolean> {
  const now = ctx.clock.read().wallMs
  if (await writeRecord(ctx, 'lease', value.name, { ...value, until: now, doneAt: now }, version))
    return true
  const [later] = await ctx.records.get('lease', [value.name])
  if (later === undefined) return false
  const own = later.value.holder === value.holder && later.value.takenAt === value.takenAt
  if (!own && later.value.doneAt >= value.takenAt) return false
  const done = own ? { until: now, doneAt: now } : { doneAt: value.takenAt }
  return (
    (await writeRecord(ctx, 'lease', value.name, { ...later.value, ...done }, later.version)) && own
  )
}

/** One taken in the future was taken before the clock was set back. */
function isDue({ takenAt, doneAt, until }: Lease, everyMs: number, now: number): boolean {
  if (takenAt > now) return true
  const running = doneAt < takenAt && now < until
  return !running && now - takenAt >= everyMs
}
