import { z } from 'zod'
import { hostIdSchema } from './host-id.ts'
import { hostTimingFields } from './host-timing.ts'
import { labelsSchema } from './labels.ts'
import { notBoth } from './not-both.ts'
import { printable } from './printable.ts'

/** A host that is announced before it is heard. */
export const hostInputSchema = z
  .strictObject({
    hostId: hostIdSchema,
    site: printable(64).optional(),
    labels: labelsSchema.optional(),
    ...hostTimingFields,
  })
  .refine(...notBoth('interval'))
  .refine(...notBoth('grace'))
  .meta({
    id: 'HostInput',
    examples: [{ hostId: 'store-0412-till-3', site: '0412', interval: '1m', grace: '75s' }],
  })

export type HostInput = z.input<typeof hostInputSchema>
