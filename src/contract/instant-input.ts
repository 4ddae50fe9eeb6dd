import { z } from 'zod'

/** An instant in requests: RFC 3339 with any offset; becomes milliseconds since the Unix epoch. */
export const instantInputSchema = z.iso
  .datetime({ offset: true, error: 'must be a time such as "2026-03-01T14:02:00Z"' })
  .max(40)
  .transform((text) => Date.parse(text))
  .meta({ description: 'RFC 3339, with any offset', examples: ['2026-03-01T14:02:00Z'] })
