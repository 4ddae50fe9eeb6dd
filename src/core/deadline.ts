/**
 * When is a host overdue?
 *
 * - It is judged from the later of two instants: its last heartbeat, and the moment since when we
 *   have been listening without interruption (`listeningSince`). So after any trouble of ours every
 *   host gets one full opportunity.
 * - deadline = that instant + timeout; timeout = interval + grace.
 * - A host that announced its leaving is due at (last heartbeat + away) if that is later.
 * - A heartbeat at the deadline itself is in time.
 * - A last heartbeat that lies in the future (a clock was set back) counts as now.
 *
 * All instants are milliseconds since the Unix epoch, all durations milliseconds.
 */
export interface Timing {
  readonly heardAt: number
  readonly intervalMs: number
  readonly timeoutMs: number
  /** 0, or how long the host said it would be gone. */
  readonly awayMs: number
}

export function deadlineAt(timing: Timing, listeningSince: number, now: number): number {
  const heardAt = Math.min(timing.heardAt, now)
  const regular = Math.max(heardAt, listeningSince) + timing.timeoutMs
  return Math.max(regular, timing.awayMs === 0 ? 0 : heardAt + timing.awayMs)
}

export function isOverdue(timing: Timing, listeningSince: number, now: number): boolean {
  return now > deadlineAt(timing, listeningSince, now)
}

/** The interval has passed and the deadline has not: shown to people, never stored. */
export function isLate(timing: Timing, listeningSince: number, now: number): boolean {
  const heardAt = Math.min(timing.heardAt, now)
  const expectedAt = Math.max(
    heardAt + timing.awayMs,
    Math.max(heardAt, listeningSince) + timing.intervalMs,
  )
  return now > expectedAt && !isOverdue(timing, listeningSince, now)
}
