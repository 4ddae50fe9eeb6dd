import { z } from 'zod'

/** One page of a list. `next` is the URL of the next page with all filters kept, or null. */
export function pageOf<T extends z.ZodType>(items: T, id: string) {
  return z
    .object({
      items: z.array(items),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Path of the next page, or null at the end' }),
    })
    .meta({ id })
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}
