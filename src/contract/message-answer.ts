import { z } from 'zod'

export const messageAnswerSchema = z
  .object({ message: z.string() })
  .meta({ id: 'MessageAnswer', examples: [{ message: 'OK' }] })

export type MessageAnswer = z.output<typeof messageAnswerSchema>
