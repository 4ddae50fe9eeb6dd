import type { Outcome } from '../core/delivery.ts'
import { FlatlineError } from '../core/problem.ts'
import { sendMessage } from './attempt-delivery.ts'
import type { Context } from './context.ts'
import { drawId } from './draw-id.ts'
import { readRecord } from './read-record.ts'

/**
 * Sends a message at once, past the mailbox, and returns the receiver's real answer. Nothing is
 * stored, and a disabled subscription stays so. Throws `not_found`, and `subscription_inactive`
 * for one that is not confirmed: nobody agreed to hear of us there.
 */
export async function testSubscription(
  ctx: Context,
  input: { readonly id: string },
): Promise<{ outcome: Outcome; durationMs: number }> {
  const { value } = await readRecord(ctx, 'subscription', input.id)
  if (value.state === 'unconfirmed') throw mustConfirm()
  const started = ctx.clock.read()
  const outcome = await sendMessage(ctx, value, {
    type: 'flatline.test',
    notificationId: `${value.id}~test~${drawId(ctx)}`,
    subject: 'Flatline test message',
    timestamp: started.wallMs,
    total: 0,
    hosts: [],
    more: 0,
    note: `This is a test of the subscription "${value.name}". No computer went missing.`,
  })
  const durationMs = Math.round(ctx.clock.read().monotonicMs - started.monotonicMs)
  return { outcome, durationMs }
}

function mustConfirm(): FlatlineError {
  return new FlatlineError('subscription_inactive', 'Its address has not confirmed yet.', {
    hint: 'Follow the link in the message, or save the channel again to have a new one sent.',
  })
}
