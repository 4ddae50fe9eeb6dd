import type { SubscriptionId } from '../core/ids.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'

/** Someone mended the receiver: what waits for its next attempt is attempted at once. */
export async function tryAgainNow(ctx: Context, subscriptionId: SubscriptionId): Promise<void> {
  const now = ctx.clock.read().wallMs
  const where = { subscriptionId, state: 'retrying' }
  const { items } = await ctx.records.list('delivery', { where, orderBy: 'createdAt', limit: 1 })
  for (const { value } of items) {
    await changeRecord(ctx, 'delivery', value.id, (delivery) =>
      delivery.state === 'retrying' ? { ...delivery, nextAttemptAt: now } : delivery,
    )
  }
  ctx.dueMailboxes.set(subscriptionId, now)
}
