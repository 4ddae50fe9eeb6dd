import { z } from 'zod'
import { instantSchema } from './instant.ts'
import { matchSchema } from './match.ts'

export const silenceSchema = z
  .object({
    id: z.string(),
    match: matchSchema,
    from: instantSchema,
    to: instantSchema,
    reason: z.string(),
    createdAt: instantSchema,
    createdBy: z.string(),
  })
  .meta({ id: 'Silence', description: 'A time in which nothing is sent about some hosts.' })

export type Silence = z.output<typeof silenceSchema>
