import { z } from 'zod'
import { printable } from './printable.ts'

export const LABELS_MAX = 16

export const labelNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be a-z, 0-9 and _, starting with a letter, at most 32')

/** Facts about a host, at most 16: `{"region": "us-east", "role": "till"}`. */
export const labelsSchema = z
  .record(labelNameSchema, printable(64))
  .refine((labels) => Object.keys(labels).length <= LABELS_MAX, {
    error: `must be at most ${LABELS_MAX} labels`,
    params: { problem: 'too_many' },
  })
  .meta({
    description: `At most ${LABELS_MAX} labels; values are 1-64 printable characters`,
    examples: [{ region: 'us-east', role: 'till' }],
  })
