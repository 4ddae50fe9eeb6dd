import type { SubscriptionId } from '../../core/ids.ts'
import type { Context } from '../../service/context.ts'
import { dispatch } from '../../service/dispatch.ts'
import { SUBSCRIPTIONS_MAX } from '../../service/fan-out.ts'
import { listAll } from '../../service/list-all.ts'

/** A mailbox that fails is looked at again after this. */
const AFTER_FAILURE_MS = 5_000

/**
 * Works on all mailboxes side by side until none has anything due, or `until` has come. Returns
 * when the next one is due; null if none is.
 */
export async function dispatchDue(ctx: Context, until: number): Promise<number | null> {
  const subscriptions = await listAll(ctx.records, 'subscription', SUBSCRIPTIONS_MAX)
  const dues = await Promise.all(subscriptions.map(({ value }) => work(ctx, value.id, until)))
  return dues.reduce(sooner, null)
}

async function work(ctx: Context, id: SubscriptionId, until: number): Promise<number | null> {
  const hinted = ctx.dueMailboxes.get(id) ?? null
  ctx.dueMailboxes.delete(id)
  try {
    let due = await dispatch(ctx, id)
    while (due !== null && due <= nowOf(ctx) && nowOf(ctx) < until) due = await dispatch(ctx, id)
    return sooner(due, hinted !== null && hinted > nowOf(ctx) ? hinted : null)
  } catch (error) {
    ctx.log.error({ error, subscription: id }, 'a mailbox failed and is tried again')
    return nowOf(ctx) + AFTER_FAILURE_MS
  }
}

function sooner(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function nowOf(ctx: Context): number {
  return ctx.clock.read().wallMs
}
