/**
 * Deleting a subscription, so that a crash between any two steps is finished by repeating the call:
 *
 * 1. It is made inactive: its mailbox gets nothing new, nothing is gathered or sent any more.
 * 2. Its mailbox is emptied: what waits is dropped, what is being delivered ends dead.
 * 3. It is removed; a fan-out that had read it before may have left more, so 2 is done again.
 */
import type { SubscriptionId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Subscription } from '../core/subscription.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { emptyMailbox } from './empty-mailbox.ts'
import { writeRecord } from './write-record.ts'

const REASON = 'It is being deleted.'

/** Throws `not_found`, `precondition_failed`; `not_ready` if there is more to end: repeat it. */
export async function deleteSubscription(
  ctx: Context,
  input: { readonly id: SubscriptionId; readonly ifVersion?: number | null },
): Promise<void> {
  const { id, ifVersion = null } = input
  const leaving = await changeRecord(
    ctx,
    'subscription',
    id,
    (value) =>
      value.state !== 'active' && value.stateReason === REASON
        ? value
        : { ...value, state: inactiveState(value), stateReason: REASON },
    ifVersion,
  )
  const emptied = await emptyMailbox(ctx, id)
  if (!emptied || !(await writeRecord(ctx, 'subscription', id, null, leaving.version))) {
    throw new FlatlineError('not_ready', 'Its mailbox is still being emptied.', {
      hint: 'Repeat the request; it goes on where it stopped.',
      retryAfterSeconds: 2,
    })
  }
  ctx.dueMailboxes.delete(id)
  await emptyMailbox(ctx, id)
}

/** What was never confirmed must not become so by a deletion that was not finished. */
function inactiveState({ state }: Subscription): 'unconfirmed' | 'disabled' {
  return state === 'unconfirmed' ? 'unconfirmed' : 'disabled'
}
