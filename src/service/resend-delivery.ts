import { type Delivery, resendDelivery as startOver } from '../core/delivery.ts'
import { FlatlineError } from '../core/problem.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'

/**
 * Sends a delivery anew, or the next time at once, with the same id and the same words. The
 * dispatcher takes the oldest unsent one of a mailbox first, so the order is kept. Throws
 * `not_found`, and `subscription_inactive` if nobody would send it.
 */
export async function resendDelivery(
  ctx: Context,
  input: { readonly id: string },
): Promise<Versioned<Delivery>> {
  const { value } = await readRecord(ctx, 'delivery', input.id)
  const [subscription] = await ctx.records.get('subscription', [value.subscriptionId])
  if (subscription?.value.state !== 'active') throw nobodySends(subscription !== undefined)
  const now = ctx.clock.read().wallMs
  const resent = await changeRecord(ctx, 'delivery', input.id, (delivery) =>
    delivery.state === 'pending' ? delivery : startOver(delivery, now),
  )
  ctx.dueMailboxes.set(value.subscriptionId, now)
  return resent
}

function nobodySends(exists: boolean): FlatlineError {
  const detail = exists ? 'Its subscription is not active.' : 'Its subscription was deleted.'
  const hint = exists
    ? 'Bring the subscription back by saving it with "active": true, then resend.'
    : 'Make a new subscription; it hears of what happens from then on.'
  return new FlatlineError('subscription_inactive', detail, { hint })
}
