import { z } from 'zod'
import { EVENT_KINDS } from './event-kind.ts'
import { instantSchema } from './instant.ts'
import { matchSchema } from './match.ts'
import { targetSchema } from './target.ts'

export const subscriptionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    channel: targetSchema,
    events: z.array(z.enum(EVENT_KINDS)),
    match: matchSchema,
    groupWaitMs: z.int().meta({ description: 'From the first event until it is told' }),
    groupIntervalMs: z.int().meta({ description: 'Least time between two groups of messages' }),
    state: z.enum(['active', 'unconfirmed', 'disabled']),
    stateReason: z.string().nullable().meta({ description: 'Why it is not active' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Subscription', description: 'Who hears what, and where.' })

export type Subscription = z.output<typeof subscriptionSchema>
