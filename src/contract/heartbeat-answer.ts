import { z } from 'zod'

export const heartbeatsAnswerSchema = z
  .object({
    accepted: z.int(),
    rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'HeartbeatsAnswer', description: 'Good heartbeats count though others are bad.' })

export type HeartbeatsAnswer = z.output<typeof heartbeatsAnswerSchema>
