import { z } from 'zod'

export const ADDRESSES_MAX = 50

const addressSchema = z
  .string()
  .max(254)
  .regex(/^[^\s@<>(),;:"\\[\]\p{C}]{1,64}@[^\s@<>(),;:"\\[\]\p{C}]{1,253}$/u, {
    error: 'must be an e-mail address such as ops@example.com',
  })

/** Where messages go. A webhook without a secret gets one made up, shown once. */
export const targetInputSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('log') }),
    z.strictObject({
      kind: z.literal('email'),
      to: z.array(addressSchema).min(1).max(ADDRESSES_MAX),
    }),
    z.strictObject({
      kind: z.literal('webhook'),
      url: z
        .string()
        .min(1)
        .max(2_048)
        .regex(/^[^\s\p{C}]*$/u, {
          error: 'must be a URL without blanks and control characters; write %20 for a blank',
        }),
      secret: z
        .string()
        .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, {
          error: 'must be "whsec_" and 24-64 bytes as base64 (Standard Webhooks)',
        })
        .optional(),
    }),
    z.strictObject({
      kind: z.literal('sns'),
      topicArn: z
        .string()
        .max(400)
        .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\.fifo)?$/, {
          error: 'must be the ARN of a topic: arn:aws:sns:us-east-1:123456789012:flatline',
        }),
    }),
  ])
  .meta({
    id: 'TargetInput',
    examples: [
      { kind: 'email', to: ['ops@example.com'] },
      { kind: 'webhook', url: 'https://example.com/flatline' },
      { kind: 'sns', topicArn: 'arn:aws:sns:us-east-1:123456789012:flatline' },
      { kind: 'log' },
    ],
  })

export type TargetInput = z.input<typeof targetInputSchema>
