import { z } from 'zod'
import { notBoth } from './not-both.ts'
import { printable } from './printable.ts'
import { subscriptionFields } from './subscription-fields.ts'
import { targetInputSchema } from './target-input.ts'

export const subscriptionInputSchema = z
  .strictObject({ name: printable(100), channel: targetInputSchema, ...subscriptionFields })
  .refine(...notBoth('groupWait'))
  .refine(...notBoth('groupInterval'))
  .meta({
    id: 'SubscriptionInput',
    examples: [
      {
        name: 'Operations',
        channel: { kind: 'email', to: ['ops@example.com'] },
        match: { site: '04*' },
      },
    ],
  })

export type SubscriptionInput = z.input<typeof subscriptionInputSchema>
