import { z } from 'zod'

/** Where messages go, in answers. */
export const targetSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('log') }),
    z.object({ kind: z.literal('email'), to: z.array(z.string()) }),
    z.object({
      kind: z.literal('webhook'),
      url: z.string(),
      secret: z
        .string()
        .optional()
        .meta({ description: 'Only in the answer to its creation, if Flatline made it up' }),
    }),
    z.object({ kind: z.literal('sns'), topicArn: z.string() }),
  ])
  .meta({ id: 'Target' })
