import type { z } from 'zod'
import type { targetInputSchema } from '../contract/target-input.ts'
import type { TargetInput } from '../service/complete-target.ts'

/** The target of a request as the verbs take it. */
export function targetOf(input: z.output<typeof targetInputSchema>): TargetInput {
  if (input.kind !== 'webhook') return input
  const { kind, url, secret } = input
  return { kind, url, ...(secret === undefined ? {} : { secret }) }
}
