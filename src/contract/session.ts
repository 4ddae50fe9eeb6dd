import { z } from 'zod'
import { instantSchema } from './instant.ts'
import { SCOPES } from './key.ts'

export const sessionInputSchema = z
  .strictObject({
    key: z.string().min(1).max(200).optional(),
    once: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'From the link of the first start; good for one session' }),
  })
  .refine(({ key, once }) => (key === undefined) !== (once === undefined), {
    error: 'is needed, or once in its place, not both',
    path: ['key'],
  })
  .meta({ id: 'SessionInput', description: 'Signs a browser in.' })

export const sessionSchema = z
  .object({
    keyId: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    expiresAt: instantSchema.nullable(),
  })
  .meta({ id: 'Session', description: 'Who is signed in.' })

export type Session = z.output<typeof sessionSchema>
