import type { Context } from './context.ts'
import { recipientsOf } from './recipients-of.ts'

/**
 * Ends someone's subscription of the topic in both regions. After a crash or an error, repeating
 * the call does what is left. Throws `not_found`, `no_topic`, `sns_not_configured`,
 * `recipient_pending`, `region_unavailable`.
 */
export async function removeRecipient(
  ctx: Context,
  input: { readonly subscriptionId: string; readonly recipientId: string },
): Promise<void> {
  const { recipients, topicArn } = await recipientsOf(ctx, input.subscriptionId)
  await recipients.remove(topicArn, input.recipientId)
}
