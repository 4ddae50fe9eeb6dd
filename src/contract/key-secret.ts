import { z } from 'zod'
import { keySchema } from './key.ts'

export const keySecretSchema = keySchema
  .extend({
    key: z.string().nullable().meta({
      description: 'The key itself, shown this once; null when an Idempotency-Key is repeated',
    }),
  })
  .meta({ id: 'KeySecret', description: 'An API key with its secret.' })

export type KeySecret = z.output<typeof keySecretSchema>
