import { z } from 'zod'
import { durationInput } from './duration-input.ts'
import { durationMs } from './duration-ms.ts'
import { EVENT_KINDS } from './event-kind.ts'
import { matchSchema } from './match.ts'

export const GROUP_MAX_MS = 86_400_000

/** What creating and editing a subscription have in common. */
export const subscriptionFields = {
  events: z.array(z.enum(EVENT_KINDS)).min(1).max(EVENT_KINDS.length).optional(),
  match: matchSchema.optional(),
  groupWait: durationInput(0, GROUP_MAX_MS).optional(),
  groupWaitMs: durationMs(0, GROUP_MAX_MS).optional(),
  groupInterval: durationInput(0, GROUP_MAX_MS).optional(),
  groupIntervalMs: durationMs(0, GROUP_MAX_MS).optional(),
}
