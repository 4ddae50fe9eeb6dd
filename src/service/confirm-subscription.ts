import { FlatlineError } from '../core/problem.ts'
import type { Subscription } from '../core/subscription.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'

/**
 * Following the link twice is as good as once; it never brings back what was disabled since.
 * Throws `invalid_token`, the same whether the subscription or the token is unknown.
 */
export async function confirmSubscription(
  ctx: Context,
  input: { readonly id: string; readonly token: string },
): Promise<Versioned<Subscription>> {
  const hash = ctx.entropy.sha256(input.token)
  const confirm = (subscription: Subscription): Subscription => {
    const { confirmationHash } = subscription
    if (confirmationHash === null || !ctx.entropy.equal(hash, confirmationHash)) throw invalid()
    if (subscription.state !== 'unconfirmed') return subscription
    return { ...subscription, state: 'active', stateReason: null }
  }
  const [present] = await ctx.records.get('subscription', [input.id])
  if (present === undefined) throw invalid()
  return changeRecord(ctx, 'subscription', input.id, confirm)
}

function invalid(): FlatlineError {
  return new FlatlineError('invalid_token', 'The link is not valid, or no longer.', {
    hint: 'Use the link of the latest message, or have the subscription saved again.',
  })
}
