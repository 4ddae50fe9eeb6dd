import { z } from 'zod'
import { notBoth } from './not-both.ts'
import { printable } from './printable.ts'
import { subscriptionFields } from './subscription-fields.ts'
import { targetInputSchema } from './target-input.ts'

/** What is absent stays. */
export const subscriptionPatchSchema = z
  .strictObject({
    name: printable(100).optional(),
    channel: targetInputSchema.optional(),
    ...subscriptionFields,
    active: z
      .boolean()
      .optional()
      .meta({ description: 'False takes it out of service, true brings it back' }),
  })
  .refine(...notBoth('groupWait'))
  .refine(...notBoth('groupInterval'))
  .meta({ id: 'SubscriptionPatch', examples: [{ groupWait: '30s' }] })

export type SubscriptionPatch = z.input<typeof subscriptionPatchSchema>
