/**
 * States as numbers, where a byte per host is all there is room for. 0 stands for a gap: a place
 * without a host.
 */
export const STATE_CODES = {
  waiting: 1,
  up: 2,
  late: 3,
  missing: 4,
  paused: 5,
  retired: 6,
} as const

export const GAP = 0
