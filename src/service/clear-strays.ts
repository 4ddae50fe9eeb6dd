import { deliveryId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import { LEASE_MS, leaseMailbox } from './lease-mailbox.ts'
import { listAll } from './list-all.ts'
import type { Versioned } from './ports.ts'
import type { Mailbox } from './record-kinds.ts'
import { rewriteEntries } from './rewrite-entries.ts'

/** By then nobody holds the lease under which a former attempt made its claims. */
export const SETTLED_MS = 2 * LEASE_MS
const STRAYS_MAX = 250_000

/**
 * Where a delivery was gathered more than once, an attempt that was overtaken may have claimed
 * entries for it that are not in its message. They wait again and are told by the next one.
 */
export async function clearStrays(
  ctx: Context,
  mailbox: Versioned<Mailbox>,
): Promise<Versioned<Mailbox>> {
  const { subscriptionId, disputed, sequence } = mailbox.value
  if (disputed.length === 0) return mailbox
  const ids = disputed.map((number) => deliveryId(subscriptionId, number))
  const deliveries = await ctx.records.get('delivery', ids)
  const settledAt = ctx.clock.read().wallMs - SETTLED_MS
  const open: number[] = []
  for (const [index, number] of disputed.entries()) {
    const delivery = deliveries[index]?.value
    if (delivery === undefined && number >= sequence) open.push(number)
    if (delivery === undefined) continue
    if (delivery.createdAt > settledAt) open.push(number)
    else await release(ctx, delivery)
  }
  if (open.length === disputed.length) return mailbox
  const held = await leaseMailbox(ctx, mailbox, { disputed: open })
  return held === null ? mailbox : held.mailbox
}

async function release(
  ctx: Context,
  { id, fence }: { readonly id: Entry['deliveryId'] & string; readonly fence: number },
): Promise<void> {
  const claimed = await listAll(ctx.records, 'entry', STRAYS_MAX, { where: { deliveryId: id } })
  const strays = claimed.filter(({ value }) => value.fence !== fence)
  if (strays.length === 0) return
  const freed = strays.map(({ value }) => ({ ...value, deliveryId: null }))
  await rewriteEntries(ctx, freed, strays)
  ctx.log.warn({ delivery: id, entries: strays.length }, 'entries of an overtaken attempt go on')
}
