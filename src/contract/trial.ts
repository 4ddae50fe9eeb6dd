import { z } from 'zod'

/** What came of a test message, sent at once. */
export const trialSchema = z
  .object({
    outcome: z.enum(['accepted', 'failed', 'refused']),
    detail: z.string().meta({ description: "The receiver's real answer, shortened" }),
    durationMs: z.int(),
  })
  .meta({ id: 'Trial', description: 'The outcome of a test message.' })

export type Trial = z.output<typeof trialSchema>
