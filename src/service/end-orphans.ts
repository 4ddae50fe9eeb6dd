import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import { removeMailbox } from './empty-mailbox.ts'

const LOOKED_AT = 500
const EMPTIED_MAX = 20

/**
 * A fan-out or a dispatcher that was overtaken by the deletion of a subscription may leave a
 * mailbox, entries or a delivery that nobody will ever work on. They are ended here.
 */
export async function endOrphans(ctx: Context, olderThan: number): Promise<void> {
  const atMost = { column: 'createdAt', value: olderThan } as const
  const limit = LOOKED_AT
  const mailboxes = await ctx.records.list('mailbox', { limit: 1_000 })
  const filter = (entry: Entry) => entry.deliveryId === null && entry.dropped === null
  const entries = await ctx.records.list('entry', { atMost, orderBy: 'createdAt', filter, limit })
  const where = { state: 'pending' }
  const unsent = await ctx.records.list('delivery', { where, atMost, orderBy: 'createdAt', limit })
  const waiting = [...mailboxes.items, ...entries.items, ...unsent.items]
  const ids = [...new Set(waiting.map(({ value }) => value.subscriptionId))]
  const subscriptions = await ctx.records.get('subscription', ids.slice(0, 1_000))
  const orphaned = ids.filter((_, index) => index < 1_000 && subscriptions[index] === undefined)
  for (const id of orphaned.slice(0, EMPTIED_MAX)) await removeMailbox(ctx, id)
}
