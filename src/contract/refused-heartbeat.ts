import { z } from 'zod'
import { instantSchema } from './instant.ts'

export const refusedHeartbeatSchema = z
  .object({
    code: z.string().meta({ description: 'The code of the problem that the sender was told' }),
    detail: z.string(),
    hint: z.string().nullable(),
    from: z.string().meta({ description: 'Network address of the sender' }),
    at: instantSchema.meta({ description: 'The latest of them' }),
    times: z.int(),
  })
  .meta({ id: 'RefusedHeartbeat', description: 'Why heartbeats from one address were refused.' })

export type RefusedHeartbeat = z.output<typeof refusedHeartbeatSchema>
