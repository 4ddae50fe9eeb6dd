import type { HostState } from '../../../contract/host.ts'

/** Exceptions first. */
export const HOST_STATES = [
  'missing',
  'late',
  'waiting',
  'up',
  'paused',
  'retired',
] as const satisfies readonly HostState[]
