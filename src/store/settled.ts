import { isOverdue, type Timing } from '../core/deadline.ts'
import type { Pulse } from '../service/ports.ts'

/**
 * Does a pulse agree with what is recorded?
 *
 * - unrecorded       never: a record must be made
 * - up               unless it is overdue
 * - waiting          unless it was ever heard, however long ago
 * - missing          unless its last heartbeat is fresh. `listeningSince` is left out here: our own
 *                    new start makes nobody heard
 * - paused, retired  always
 */
export function isSettled(
  recorded: Pulse['recorded'],
  timing: Timing,
  listeningSince: number,
  now: number,
): boolean {
  if (recorded === 'unrecorded') return false
  if (recorded === 'up') return !isOverdue(timing, listeningSince, now)
  if (recorded === 'waiting') return timing.heardAt === 0
  if (recorded === 'missing') return timing.heardAt === 0 || isOverdue(timing, 0, now)
  return true
}
