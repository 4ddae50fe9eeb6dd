import { z } from 'zod'

/** RFC 9457 `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Page about this kind of problem' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Path of the request' }),
    code: z.string().meta({ description: 'Stable; the one that programs rely on' }),
    hint: z.string().optional().meta({ description: 'How to mend it' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'JSON pointer (RFC 6901) into the body' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'Why the request was refused, and how to mend it.' })

export type Problem = z.output<typeof problemSchema>
