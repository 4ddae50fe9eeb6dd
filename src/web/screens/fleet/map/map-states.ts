import type { MAP_STATES as ContractStates } from '../../../../contract/fleet-map.ts'

/** The contract's own list again: to import it as a value would bring its schemas along. */
export const MAP_STATES: typeof ContractStates = [
  'gap',
  'waiting',
  'up',
  'late',
  'missing',
  'paused',
  'retired',
]
