import { z } from 'zod'
import { formatDuration, parseDuration } from './duration.ts'

/** A duration as people type it ("90s", "5m"), within bounds; becomes milliseconds. */
export function durationInput(minMs: number, maxMs: number) {
  const bounds = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`
  return z
    .string()
    .max(20)
    .transform((text, ctx) => {
      const durationMs = parseDuration(text)
      if (durationMs !== undefined && durationMs >= minMs && durationMs <= maxMs) return durationMs
      ctx.addIssue({
        code: 'custom',
        message: `must be a duration of ${bounds}, such as "90s", "5m", "12h" or "1d"`,
        params: { problem: 'invalid_duration' },
      })
      return z.NEVER
    })
    .meta({ description: `A duration: ${bounds}`, examples: ['90s', '5m', '12h'] })
}
