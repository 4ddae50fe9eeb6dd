import { z } from 'zod'

export const countsSchema = z
  .object({
    waiting: z.int(),
    up: z.int(),
    late: z.int(),
    missing: z.int(),
    paused: z.int(),
    retired: z.int(),
  })
  .meta({ id: 'Counts', description: 'Hosts by state.' })
