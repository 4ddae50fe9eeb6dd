import { z } from 'zod'
import { instantSchema } from './instant.ts'

export const fleetHistorySchema = z
  .object({
    from: instantSchema.meta({ description: 'Later than asked for where there was too much' }),
    to: instantSchema,
    stepMs: z.int(),
    missing: z
      .array(z.int())
      .meta({ description: 'The most hosts that were missing at once in each step' }),
  })
  .meta({ id: 'FleetHistory', description: 'How many hosts were missing, over time.' })

export type FleetHistory = z.output<typeof fleetHistorySchema>
