import { z } from 'zod'

export const recipientSchema = z
  .object({
    id: z.string().meta({ description: 'The same in every region' }),
    protocol: z.string().meta({
      description: '`email`, `email-json`, `sms`, `https`, `sqs`, or what others subscribed',
    }),
    endpoint: z.string(),
    regions: z.array(
      z.object({
        region: z.string(),
        state: z.enum(['confirmed', 'pending', 'absent', 'unknown']).meta({
          description: '`pending`: must confirm first. `unknown`: the region did not answer',
        }),
      }),
    ),
  })
  .meta({ id: 'Recipient', description: 'Who is subscribed to a topic of Amazon SNS, and where.' })

export type Recipient = z.output<typeof recipientSchema>
