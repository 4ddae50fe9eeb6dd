import type { SubscriptionId } from '../../core/ids.ts'
import type { Context } from '../../service/context.ts'
import { dispatch } from '../../service/dispatch.ts'
import { SUBSCRIPTIONS_MAX } from '../../service/fan-out.ts'
import { listAll } from '../../service/list-all.ts'

/** Each mailbox may have a hanging receiver and still delay no other. */
const RUNNING_MAX = SUBSCRIPTIONS_MAX
const LOOK_AT_ALL_EVERY_MS = 30_000
const AFTER_FAILURE_MS = 5_000

export interface Dispatcher {
  /** Starts whatever is due. */
  turn(): void
  stop(): Promise<void>
}

/** Works on due mailboxes side by side, never twice on the same one: no receiver delays another. */
export function startDispatcher(ctx: Context): Dispatcher {
  const running = new Map<SubscriptionId, Promise<void>>()
  let lookedAtAllAt = Number.NEGATIVE_INFINITY
  let stopped = false

  const work = async (id: SubscriptionId) => {
    ctx.dueMailboxes.delete(id)
    try {
      let due = await dispatch(ctx, id)
      while (due !== null && !stopped && due <= ctx.clock.read().wallMs)
        due = await dispatch(ctx, id)
      if (due !== null) sooner(ctx, id, due)
    } catch (error) {
      ctx.log.error({ error, subscription: id }, 'a mailbox failed and is tried again')
      sooner(ctx, id, ctx.clock.read().wallMs + AFTER_FAILURE_MS)
    } finally {
      running.delete(id)
    }
  }

  return {
    turn() {
      const { wallMs, monotonicMs } = ctx.clock.read()
      if (monotonicMs - lookedAtAllAt >= LOOK_AT_ALL_EVERY_MS) {
        lookedAtAllAt = monotonicMs
        void lookAtAll(ctx).catch((error) => ctx.log.error({ error }, 'mailboxes not listed'))
      }
      for (const [id, due] of ctx.dueMailboxes) {
        if (due > wallMs || running.has(id)) continue
        if (stopped || running.size >= RUNNING_MAX) return
        running.set(id, work(id))
      }
    },
    async stop() {
      stopped = true
      await Promise.all(running.values())
    },
  }
}

/** Hints may be lost; what lies in the store is looked at now and then whatever the hints say. */
async function lookAtAll(ctx: Context): Promise<void> {
  const subscriptions = await listAll(ctx.records, 'subscription', SUBSCRIPTIONS_MAX)
  const now = ctx.clock.read().wallMs
  for (const { value } of subscriptions) sooner(ctx, value.id, now)
}

function sooner(ctx: Context, id: SubscriptionId, due: number): void {
  const known = ctx.dueMailboxes.get(id)
  if (known === undefined || due < known) ctx.dueMailboxes.set(id, due)
}
