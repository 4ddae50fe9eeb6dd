import { z } from 'zod'
import { instantSchema } from './instant.ts'

export const timelineSchema = z
  .object({
    hostId: z.string(),
    from: instantSchema,
    to: instantSchema,
    spans: z.array(
      z.object({
        state: z.enum(['up', 'missing']),
        from: instantSchema,
        to: instantSchema,
        incidentId: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Timeline', description: 'When a host was missing, oldest first.' })

export type Timeline = z.output<typeof timelineSchema>
