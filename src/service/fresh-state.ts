import type { Context } from './context.ts'

type FreshState = Pick<
  Context,
  | 'keyring'
  | 'dueMailboxes'
  | 'hostsByKey'
  | 'countingHosts'
  | 'arriving'
  | 'unread'
  | 'othersHeardUntil'
  | 'pendingHosts'
  | 'clampDue'
  | 'doubtful'
  | 'returning'
  | 'sweepingMass'
  | 'placing'
  | 'gathering'
>

/** What a process knows when it starts, and forgets when it dies. */
export function freshState(): FreshState {
  return {
    keyring: new Map(),
    dueMailboxes: new Map(),
    hostsByKey: new Map(),
    countingHosts: new Map(),
    arriving: new Set(),
    unread: new Set(),
    othersHeardUntil: Number.POSITIVE_INFINITY,
    pendingHosts: new Set(),
    clampDue: false,
    doubtful: new Set(),
    returning: 0,
    sweepingMass: false,
    placing: false,
    gathering: Promise.resolve(),
  }
}
