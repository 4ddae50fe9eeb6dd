import { deadlineAt, isLate } from '../core/deadline.ts'
import type { Host, HostState } from '../core/host.ts'
import type { Context } from './context.ts'
import type { Pulse, Versioned } from './ports.ts'

/** A host as people see it: what is recorded, and what its pulse says at this moment. */
export interface HostView {
  readonly record: Versioned<Host>
  readonly pulse: Pulse | undefined
  readonly state: HostState | 'late'
  /** Up or late: the instant it will be missing. Missing: the one that passed. Else null. */
  readonly deadlineAt: number | null
}

/** In order; at most 1,000 records. */
export async function viewHosts(
  ctx: Context,
  records: readonly Versioned<Host>[],
): Promise<HostView[]> {
  if (records.length === 0) return []
  const pulses = await ctx.pulses.read(records.map(({ value }) => value.hostId))
  return records.map((record, index) => viewOf(ctx, record, pulses[index]))
}

/** The view of one host whose record was just read or written. */
export async function viewHost(ctx: Context, record: Versioned<Host>): Promise<HostView> {
  const [pulse] = await ctx.pulses.read([record.value.hostId])
  return viewOf(ctx, record, pulse)
}

function viewOf(ctx: Context, record: Versioned<Host>, pulse: Pulse | undefined): HostView {
  const { state, judged } = record.value
  if (state === 'missing') {
    return { record, pulse, state, deadlineAt: judged?.deadlineAt ?? record.value.since }
  }
  if (state !== 'up' || pulse === undefined) return { record, pulse, state, deadlineAt: null }
  const now = ctx.clock.read().wallMs
  const { listeningSince } = ctx.listening
  return {
    record,
    pulse,
    state: isLate(pulse, listeningSince, now) ? 'late' : 'up',
    deadlineAt: deadlineAt(pulse, listeningSince, now),
  }
}
