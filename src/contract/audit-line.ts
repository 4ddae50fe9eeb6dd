import { z } from 'zod'
import { instantSchema } from './instant.ts'

export const auditLineSchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    keyId: z.string(),
    keyName: z.string(),
    action: z.string().meta({ examples: ['POST /v1/subscriptions'] }),
    target: z.string().meta({ description: 'The resource that was touched' }),
    status: z.int(),
    from: z.string().meta({ description: 'Network address' }),
  })
  .meta({ id: 'AuditLine', description: 'Who did what, when, from where.' })

export type AuditLine = z.output<typeof auditLineSchema>
