import { z } from 'zod'
import { LABELS_MAX } from './labels.ts'

const nameSchema = z
  .string()
  .regex(/^(hostId|[a-z][a-z0-9_]{0,31})$/, 'must be "hostId", "site" or the name of a label')

const patternSchema = z
  .string()
  .max(128)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be printable characters on one line')

/** Selects hosts: every entry must hold, a list means "any of", `*` and a leading `!` as usual. */
export const matchSchema = z
  .record(nameSchema, z.union([patternSchema, z.array(patternSchema).min(1).max(LABELS_MAX)]))
  .refine((match) => Object.keys(match).length <= LABELS_MAX, {
    error: `must be at most ${LABELS_MAX} entries`,
    params: { problem: 'too_many' },
  })
  .meta({
    description:
      'Selects hosts by hostId, site and labels. Every entry must hold; a list means "any of"; ' +
      '`*` stands for any characters; a leading `!` means "not"; {} selects all.',
    examples: [{ site: '0412', role: ['till', 'kiosk'], hostId: '!test-*' }],
  })
