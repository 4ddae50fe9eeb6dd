import type { HostId } from '../../core/ids.ts'
import type { Indicators } from './slots.ts'

/** What a heartbeat changes in its slot. An `timeoutMs` of 0 leaves the timing as it is. */
export interface SlotBeat {
  slot: number
  at: number
  intervalMs: number
  timeoutMs: number
  awayMs: number
  /** Null leaves them as they are. */
  indicators: Indicators | null
}

export function newSlotBeat(): SlotBeat {
  return { slot: 0, at: 0, intervalMs: 0, timeoutMs: 0, awayMs: 0, indicators: null }
}

/**
 * Everything that can happen to slots. The journal writes these down, and reading it back calls
 * them again; so what was promised and what is replayed cannot differ.
 */
export interface Operations {
  /** The slot begins anew and belongs to this host. */
  bind(slot: number, hostId: HostId): void
  /** The object is only lent. */
  beat(beat: Readonly<SlotBeat>): void
  /** A `timeoutMs` of 0 goes back to the default. */
  setTiming(slot: number, intervalMs: number, timeoutMs: number): void
  setAway(slot: number, awayMs: number): void
  clamp(now: number): void
  free(slot: number): void
}
