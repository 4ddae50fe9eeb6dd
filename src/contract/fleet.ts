import { z } from 'zod'
import { countsSchema } from './counts.ts'
import { instantSchema } from './instant.ts'

const causeSchema = z.enum(['stopped', 'stalled', 'clock', 'store', 'overload', 'unreachable'])

export const fleetSchema = z
  .object({
    hosts: z.int(),
    sites: z.int(),
    counts: countsSchema,
    openIncidents: z.int(),
    heartbeatsPerSecond: z
      .number()
      .nullable()
      .meta({ description: 'Lately accepted; null if not measured' }),
    storeBytes: z.int().nullable().meta({
      description: 'Databases and logs in the data directory, lately; null on DynamoDB',
    }),
    sweptAt: instantSchema.nullable().meta({ description: 'End of the latest sweep' }),
    sweepLagMs: z.int().nullable().meta({ description: 'Time since the latest sweep' }),
    listeningSince: instantSchema.meta({
      description: 'Hosts are judged from the later of this and their last heartbeat',
    }),
    refusing: z
      .object({ cause: causeSchema, since: instantSchema })
      .nullable()
      .meta({ description: 'Set while heartbeats cannot be stored' }),
    blindWindows: z
      .array(
        z.object({
          cause: causeSchema,
          from: instantSchema,
          to: instantSchema,
        }),
      )
      .meta({ description: 'Of the past hour, oldest first; nobody was judged by them' }),
  })
  .meta({ id: 'Fleet', description: 'The whole fleet at a glance.' })

export type Fleet = z.output<typeof fleetSchema>
