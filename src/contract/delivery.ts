import { z } from 'zod'
import { instantSchema } from './instant.ts'

export const DELIVERY_STATES = ['pending', 'retrying', 'sent', 'dead'] as const

const messageHostSchema = z.object({
  hostId: z.string(),
  site: z.string().nullable(),
  at: instantSchema,
  lastHeartbeatAt: instantSchema,
  deadlineAt: instantSchema,
  silentSince: instantSchema
    .nullable()
    .meta({ description: 'The last heartbeat before the silence, if there was one' }),
  withdrawal: z
    .enum(['paused', 'retired', 'deleted'])
    .optional()
    .meta({ description: 'Why the host is not watched any more' }),
  incidentId: z.string().nullable(),
  url: z.string().nullable(),
})

export const deliverySchema = z
  .object({
    id: z.string(),
    subscriptionId: z.string(),
    state: z.enum(DELIVERY_STATES),
    type: z.string().meta({ description: 'Such as hosts.missing' }),
    subject: z.string(),
    createdAt: instantSchema,
    attemptsTotal: z.int(),
    nextAttemptAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    attempts: z
      .array(
        z.object({
          at: instantSchema,
          durationMs: z.int(),
          outcome: z.enum(['accepted', 'failed', 'refused']),
          detail: z.string(),
        }),
      )
      .meta({ description: 'The latest, oldest first' }),
    message: z
      .object({
        total: z.int().meta({ description: 'Hosts it tells of' }),
        more: z.int().meta({ description: 'How many of them are not listed' }),
        note: z.string().nullable(),
        hosts: z.array(messageHostSchema),
      })
      .optional()
      .meta({ description: 'Only when one delivery is read' }),
  })
  .meta({ id: 'Delivery', description: 'One message to one subscription, with its attempts.' })

export type Delivery = z.output<typeof deliverySchema>
