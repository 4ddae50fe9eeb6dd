import { z } from 'zod'

/** An instant in answers: RFC 3339, UTC, milliseconds. */
export const instantSchema = z.iso
  .datetime()
  .meta({ description: 'RFC 3339, UTC, with milliseconds', examples: ['2026-03-01T14:02:00.000Z'] })
