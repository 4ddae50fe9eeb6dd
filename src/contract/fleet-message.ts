import { z } from 'zod'
import { countsSchema } from './counts.ts'
import { instantSchema } from './instant.ts'

/** The `fleet` message of the event stream. */
export const fleetMessageSchema = z.object({
  hosts: z.int(),
  counts: countsSchema,
  listeningSince: instantSchema,
  map: z
    .object({
      by: z.string(),
      layout: z.string(),
      from: z.int().meta({ description: 'The version of the map that these changes begin with' }),
      to: z.int(),
      changes: z
        .array(z.int())
        .nullable()
        .meta({ description: 'Place, state, place, state, …; null: read the map anew' }),
    })
    .optional(),
})

export type FleetMessage = z.output<typeof fleetMessageSchema>
