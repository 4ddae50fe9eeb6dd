import type { SilenceId, SubscriptionId } from '../core/ids.ts'

/** An id as a request names it; whether there is such a thing, the verb says. */
export function brandedId<T extends SilenceId | SubscriptionId>(text: string | undefined): T {
  return (text ?? '') as T
}
