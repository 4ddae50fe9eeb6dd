import { z } from 'zod'
import { instantInputSchema } from './instant-input.ts'
import { SCOPES } from './key.ts'
import { labelsSchema } from './labels.ts'
import { printable } from './printable.ts'

export const keyInputSchema = z
  .strictObject({
    name: printable(100),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    hostPattern: z
      .string()
      .regex(/^[A-Za-z0-9._:@*-]{1,100}$/, 'must be 1-100 characters of a host id, or *')
      .optional(),
    labels: labelsSchema.optional(),
    hostsMax: z.int().min(0).max(10_000_000).optional(),
    expiresAt: instantInputSchema.nullable().optional(),
  })
  .meta({
    id: 'KeyInput',
    examples: [{ name: 'Store 0412', scopes: ['beat'], hostPattern: 'store-0412-*' }],
  })

export type KeyInput = z.input<typeof keyInputSchema>
