import { z } from 'zod'
import { hostIdSchema } from './host-id.ts'
import { instantSchema } from './instant.ts'

export const HOST_STATES = ['waiting', 'up', 'late', 'missing', 'paused', 'retired'] as const
export const hostStateSchema = z.enum(HOST_STATES)

export const hostSchema = z
  .object({
    hostId: hostIdSchema,
    state: hostStateSchema,
    since: instantSchema.meta({ description: 'When the state became true' }),
    site: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    lastHeartbeatAt: instantSchema.nullable(),
    intervalMs: z.int().meta({ description: 'Expected time between heartbeats' }),
    graceMs: z.int().meta({ description: 'Extra time before the host is missing' }),
    timingFrom: z.enum(['own', 'default']).meta({
      description: 'Own: its heartbeats say it, or it was set for this host',
    }),
    deadlineAt: instantSchema
      .nullable()
      .meta({ description: 'Missing when nothing is heard by then; null when not watched' }),
    epoch: z.int().meta({ description: '+ 1 at each change between up and missing' }),
    indicators: z.record(z.string(), z.number()).nullable(),
    registeredAt: instantSchema,
    keyId: z.string().nullable().meta({ description: 'The key that registered it' }),
  })
  .meta({ id: 'Host', description: 'A computer that must be heard from.' })

export type HostState = z.output<typeof hostStateSchema>
export type Host = z.output<typeof hostSchema>
