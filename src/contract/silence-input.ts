import { z } from 'zod'
import { instantInputSchema } from './instant-input.ts'
import { matchSchema } from './match.ts'
import { printable } from './printable.ts'

/** States are still tracked; what happened is told after the silence. */
export const silenceInputSchema = z
  .strictObject({
    match: matchSchema,
    from: instantInputSchema.optional().meta({ description: 'Now unless given' }),
    to: instantInputSchema,
    reason: printable(200),
  })
  .meta({
    id: 'SilenceInput',
    examples: [{ match: { site: '0412' }, to: '2026-03-01T18:00:00Z', reason: 'New tills' }],
  })

export type SilenceInput = z.input<typeof silenceInputSchema>
