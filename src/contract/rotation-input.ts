import { z } from 'zod'
import { durationInput } from './duration-input.ts'
import { durationMs } from './duration-ms.ts'
import { notBoth } from './not-both.ts'

export const OVERLAP_MAX_MS = 30 * 86_400_000

/** How long the secret before the rotation still works; 0 unless given. */
export const rotationInputSchema = z
  .strictObject({
    overlap: durationInput(0, OVERLAP_MAX_MS).optional(),
    overlapMs: durationMs(0, OVERLAP_MAX_MS).optional(),
  })
  .refine(...notBoth('overlap'))
  .meta({ id: 'RotationInput', examples: [{ overlap: '1d' }] })

export type RotationInput = z.input<typeof rotationInputSchema>
