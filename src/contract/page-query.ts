import { z } from 'zod'

export const LIMIT_MAX = 1_000
export const LIMIT_DEFAULT = 100

/** What every list accepts. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMIT_MAX)
    .optional()
    .meta({ description: `Items per page, at most ${LIMIT_MAX}; ${LIMIT_DEFAULT} unless given` }),
  cursor: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'Opaque; from the `next` of the page before' }),
}
