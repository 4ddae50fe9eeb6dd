import { z } from 'zod'

/** A duration in whole milliseconds, within bounds. */
export function durationMs(minMs: number, maxMs: number) {
  const range = `must be a whole number from ${minMs} to ${maxMs}`
  return z.int(range).min(minMs, range).max(maxMs, range).meta({ description: 'Milliseconds' })
}
