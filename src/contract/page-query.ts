import { z } from 'zod'

export const LIMIT_MAX = 1_000
export const LIMIT_DEFAULT = 100

const LIMIT_RANGE = `must be a whole number from 1 to ${LIMIT_MAX}`

/** What every list accepts. */
export const pageQuery = {
  limit: z.coerce
    .number(LIMIT_RANGE)
    .int(LIMIT_RANGE)
    .min(1, LIMIT_RANGE)
    .max(LIMIT_MAX, LIMIT_RANGE)
    .optional()
    .meta({ description: `Items per page, at most ${LIMIT_MAX}; ${LIMIT_DEFAULT} unless given` }),
  cursor: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'Opaque; from the `next` of the page before' }),
}
