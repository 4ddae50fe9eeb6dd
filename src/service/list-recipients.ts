import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Recipient } from './ports.ts'
import { recipientsOf } from './recipients-of.ts'

/**
 * Who is subscribed to the topic of a subscription, in both regions; by id, upwards. Throws
 * `not_found`, `no_topic`, `sns_not_configured`, `region_unavailable`, `limit_reached`,
 * `invalid_cursor`.
 */
export async function listRecipients(
  ctx: Context,
  input: { readonly subscriptionId: string; readonly limit: number; readonly cursor?: string },
): Promise<{ items: readonly Recipient[]; next: string | null }> {
  const { subscriptionId, limit, cursor = '' } = input
  if (!/^([0-9a-f]{16})?$/.test(cursor)) {
    throw new FlatlineError('invalid_cursor', 'The cursor does not belong to this list.', {
      hint: 'Take the cursor from "next" of the page before, or leave it out to start over.',
    })
  }
  const { recipients, topicArn } = await recipientsOf(ctx, subscriptionId)
  const rest = (await recipients.list(topicArn)).filter(({ id }) => id > cursor)
  const items = rest.slice(0, limit)
  return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null }
}
