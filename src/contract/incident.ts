import { z } from 'zod'
import { EVENT_KINDS } from './event-kind.ts'
import { instantSchema } from './instant.ts'

export const incidentSchema = z
  .object({
    id: z.string(),
    hostId: z.string(),
    site: z.string().nullable(),
    epoch: z.int(),
    state: z.enum(['open', 'resolved']),
    openedAt: instantSchema.meta({ description: 'The deadline that passed' }),
    noticedAt: instantSchema.meta({ description: 'When it was seen' }),
    lastHeartbeatAt: instantSchema,
    deadlineAt: instantSchema,
    resolvedAt: instantSchema.nullable(),
    resolution: z.enum(['recovered', 'paused', 'retired', 'deleted']).nullable(),
    acknowledgedAt: instantSchema.nullable(),
    acknowledgedBy: z.string().nullable(),
    unconfirmed: z.boolean().meta({
      description: 'Another region could not be asked when it was opened',
    }),
    deliveries: z
      .array(
        z.object({
          id: z.string(),
          subscriptionId: z.string(),
          subscriptionName: z.string().nullable(),
          state: z.enum(['pending', 'retrying', 'sent', 'dead']),
          events: z.array(z.enum(EVENT_KINDS)),
          createdAt: instantSchema,
          endedAt: instantSchema.nullable(),
        }),
      )
      .optional()
      .meta({ description: 'Who was told; only when one incident is read' }),
    silences: z
      .array(z.object({ id: z.string(), reason: z.string(), to: instantSchema }))
      .optional()
      .meta({
        description: 'Silences that kept it from being told; only when one incident is read',
      }),
  })
  .meta({ id: 'Incident', description: 'A host went missing, and perhaps came back.' })

export type Incident = z.output<typeof incidentSchema>
