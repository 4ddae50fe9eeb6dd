import { z } from 'zod'

/** A duration in whole milliseconds, within bounds. */
export function durationMs(minMs: number, maxMs: number) {
  return z.int().min(minMs).max(maxMs).meta({ description: 'Milliseconds' })
}
