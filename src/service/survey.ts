import type { HostId } from '../core/ids.ts'

/**
 * All recorded hosts at one instant, by place. A host keeps its place for as long as this process
 * has it; a place that became free may be given to another host.
 */
export interface Survey {
  /**
   * Changes whenever a host got a place or lost it, or its site. As it was when the survey began:
   * where a host came or went meanwhile, the next survey has another one.
   */
  readonly edition: number
  /** For how long another look is not worth what it costs. */
  readonly keepMs: number
  /** One of `STATE_CODES` per place, or `GAP`. */
  readonly states: Uint8Array
  /** Per place a number of `siteNames`. */
  readonly sites: Uint32Array
  /** '' for hosts without a site. Names may be unused. */
  readonly siteNames: readonly string[]
  /** Undefined where nobody is any more. */
  hostAt(place: number): HostId | undefined
}
