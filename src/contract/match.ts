import { z } from 'zod'
import { LABELS_MAX } from './labels.ts'

/** They would read as labels that no host carries, and so match nothing, or all. */
const MEANT_HOST_ID: ReadonlySet<string> = new Set(['hostid', 'host', 'host_id', 'hostname'])

const nameSchema = z
  .string()
  .regex(/^(hostId|[a-z][a-z0-9_]{0,31})$/, 'must be "hostId", "site" or the name of a label')
  .refine((name) => !MEANT_HOST_ID.has(name), 'write hostId')

const patternSchema = z
  .string()
  .max(128)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be printable characters on one line')

/** Selects hosts: every entry must hold, a list means "any of", `*` and a leading `!` as usual. */
export const matchSchema = z
  .record(
    nameSchema,
    z.union([patternSchema, z.array(patternSchema).min(1).max(LABELS_MAX)], {
      error: `must be a printable text of at most 128 characters, or a list of 1 to ${LABELS_MAX}`,
    }),
  )
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
