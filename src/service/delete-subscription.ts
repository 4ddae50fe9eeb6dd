/**
 * Deleting a subscription, so that a crash between any two steps is finished by repeating the call:
 *
 * 1. It is made inactive: its mailbox gets nothing new, nothing is gathered or sent any more.
 * 2. Its mailbox is emptied: what waits is dropped, what is being delivered ends dead.
 * 3. It is removed.
 * 4. Its mailbox is removed, with what a fan-out that had read it before may have left.
 *
 * Until 3 it may be activated again, and then goes on where it was.
 */
import type { SubscriptionId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Subscription } from '../core/subscription.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { emptyMailbox, removeMailbox } from './empty-mailbox.ts'
import { writeRecord } from './write-record.ts'

const REASON = 'It is being deleted.'

/** Throws `not_found`, `precondition_failed`; `not_ready` if there is more to end: repeat it. */
export async function deleteSubscription(
  ctx: Context,
  input: { readonly id: SubscriptionId; readonly ifVersion?: number | null },
): Promise<void> {
  const { id, ifVersion = null } = input
  const leaving = await changeRecord(ctx, 'subscription', id, asLeaving, ifVersion).catch(
    async (error: unknown) => {
      if (error instanceof FlatlineError && error.code === 'not_found') await removeMailbox(ctx, id)
      throw error
    },
  )
  const emptied = await emptyMailbox(ctx, id)
  if (!emptied || !(await writeRecord(ctx, 'subscription', id, null, leaving.version))) {
    throw new FlatlineError('not_ready', 'Its mailbox is still being emptied.', {
      hint: 'Repeat the request; it goes on where it stopped.',
      retryAfterSeconds: 2,
    })
  }
  ctx.dueMailboxes.delete(id)
  await removeMailbox(ctx, id)
}

function asLeaving(value: Subscription): Subscription {
  if (value.state !== 'active' && value.stateReason === REASON) return value
  return { ...value, state: inactiveState(value), stateReason: REASON }
}

/** What was never confirmed must not become so by a deletion that was not finished. */
function inactiveState({ state }: Subscription): 'unconfirmed' | 'disabled' {
  return state === 'unconfirmed' ? 'unconfirmed' : 'disabled'
}
