import { z } from 'zod'
import type { Scope } from '../core/key.ts'
import { instantSchema } from './instant.ts'

export const SCOPES = ['beat', 'read', 'admin'] as const satisfies readonly Scope[]

export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    hostPattern: z.string().meta({ description: 'Hosts that it may speak for; `*` is a wildcard' }),
    labels: z.record(z.string(), z.string()).meta({ description: 'Stamped on each of its hosts' }),
    hostsMax: z.int(),
    createdAt: instantSchema,
    expiresAt: instantSchema.nullable(),
    formerUntil: instantSchema
      .nullable()
      .meta({ description: 'Until then the secret before the rotation works too' }),
  })
  .meta({ id: 'Key', description: 'An API key, without its secret.' })

export type Key = z.output<typeof keySchema>
