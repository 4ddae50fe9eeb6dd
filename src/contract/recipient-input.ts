import { z } from 'zod'

const address = z
  .string()
  .max(254)
  .regex(/^[^\s@<>(),;:"\\[\]\p{C}]{1,64}@[^\s@<>(),;:"\\[\]\p{C}]{1,253}$/u, {
    error: 'must be an e-mail address such as ops@example.com',
  })

const number = z.string().regex(/^\+[1-9][0-9]{6,14}$/, {
  error: 'must be a telephone number such as +4915112345678 (E.164)',
})

const url = z
  .string()
  .max(2_048)
  .regex(/^https:\/\/[^\s\p{C}/?#@:]{1,253}(:[0-9]{1,5})?([/?][^\s\p{C}#]*)?$/u, {
    error: 'must be a URL such as https://example.com/hook, without a user name',
  })

const queue = z
  .string()
  .max(200)
  .regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/, {
    error: 'must be the ARN of a queue: arn:aws:sqs:us-east-1:123456789012:flatline',
  })

/** Amazon SNS sends to it, not Flatline: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const recipientInputSchema = z
  .discriminatedUnion('protocol', [
    z.strictObject({ protocol: z.literal('email'), endpoint: address }),
    z.strictObject({ protocol: z.literal('email-json'), endpoint: address }),
    z.strictObject({ protocol: z.literal('sms'), endpoint: number }),
    z.strictObject({ protocol: z.literal('https'), endpoint: url }),
    z.strictObject({ protocol: z.literal('sqs'), endpoint: queue }),
  ])
  .meta({
    id: 'RecipientInput',
    examples: [
      { protocol: 'email', endpoint: 'ops@example.com' },
      { protocol: 'sms', endpoint: '+4915112345678' },
    ],
  })

export type RecipientInput = z.input<typeof recipientInputSchema>
