import { z } from 'zod'
import { hostTimingFields } from './host-timing.ts'
import { labelsSchema } from './labels.ts'
import { notBoth } from './not-both.ts'
import { printable } from './printable.ts'

/** What is absent stays; null clears the site, or takes interval and grace back to the default. */
export const hostPatchSchema = z
  .strictObject({
    site: printable(64).nullable().optional(),
    labels: labelsSchema.optional(),
    ...hostTimingFields,
    interval: hostTimingFields.interval.unwrap().nullable().optional(),
  })
  .refine(...notBoth('interval'))
  .refine(...notBoth('grace'))
  .meta({ id: 'HostPatch', examples: [{ site: '0413', interval: '5m' }] })

export type HostPatch = z.input<typeof hostPatchSchema>
