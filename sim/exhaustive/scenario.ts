import type { Defaults } from '../../src/store/defaults.ts'

export type Region = 'east' | 'west'

/** Heard at instant 0, without a timing, and recorded as up. */
export interface KnownHost {
  readonly id: string
  readonly region: Region
  /** It was heard in the other region before, with a timing that only that region knows. */
  readonly before?: keyof typeof TIMINGS
}

export interface Sweeper {
  readonly region: Region
  readonly runs: number
  /** It goes on to place what happened, as in production; else it only sweeps. */
  readonly places: boolean
}

/** A small world, and what may happen in it at most. */
export interface Scenario {
  readonly name: string
  readonly about: string
  /** `functions`: each heartbeat and sweep is a process · `server`: one process does it all. */
  readonly style: 'functions' | 'server'
  readonly hosts: readonly KnownHost[]
  readonly sweepers: readonly Sweeper[]
  /** Heartbeats that may come, each once, whenever the search wants it. */
  readonly beats: readonly { readonly host: string; readonly region: Region }[]
  /** Instants, in milliseconds, at which something may happen, upwards. */
  readonly instants: readonly number[]
  readonly crashes: number
  readonly lostAnswers: number
}

export const DEFAULTS: Defaults = { intervalMs: 60_000, timeoutMs: 120_000 }
/** So long before instant 0 a host was heard where it has moved from. */
export const BEFORE_MS = 100_000
export const TIMINGS = {
  default: null,
  shorter: { intervalMs: 30_000, timeoutMs: 60_000 },
  longer: { intervalMs: 90_000, timeoutMs: 180_000 },
} as const satisfies Record<string, Defaults | null>
/** A heartbeat of a function is stored within this, or refused. */
export const FLIGHT_MS = 10_000

export const flightMs = ({ style }: Scenario): number => (style === 'server' ? 0 : FLIGHT_MS)

export function timingOf({ hosts }: Scenario, hostId: string): Defaults {
  const known = hosts.find(({ id }) => id === hostId)
  return TIMINGS[known?.before ?? 'default'] ?? DEFAULTS
}
