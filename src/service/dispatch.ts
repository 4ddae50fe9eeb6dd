/**
 * Works on one mailbox, one step at a time:
 *
 * 1. A delivery that is not ended goes first; the oldest before all. At its time it is attempted,
 *    and the outcome is recorded after the attempt (send, then record).
 * 2. Otherwise, when a group is due, it is gathered into the next delivery: its entries are claimed
 *    one by one, its message is composed and stored, and only then can it be sent.
 * 3. Otherwise there is nothing to do until the group is due, or at all.
 *
 * So messages of one subscription leave in order, missing before recovered, and a crash between any
 * two writes is continued by whoever comes next, with the same id and the same words.
 */
import type { DeliveryState } from '../core/delivery.ts'
import { deliveryId, type SubscriptionId } from '../core/ids.ts'
import { type CutVerdict, dueFrom, nextCut } from '../core/mailbox.ts'
import type { Subscription } from '../core/subscription.ts'
import { attemptDelivery } from './attempt-delivery.ts'
import type { Context } from './context.ts'
import { gatherDelivery, type Head } from './gather-delivery.ts'
import { leaseMailbox, readMailbox } from './lease-mailbox.ts'
import type { Versioned } from './ports.ts'
import type { Mailbox } from './record-kinds.ts'

/** Looked at again soon when another holder was faster. */
const CONTENDED_MS = 1_000
/** And while a mass is being placed: the group may be complete at any moment. */
const PLACING_MS = 250

/** Returns when the mailbox wants to be looked at again; null: not before something new arrives. */
export async function dispatch(ctx: Context, id: SubscriptionId): Promise<number | null> {
  const [subscription] = await ctx.records.get('subscription', [id])
  if (subscription === undefined || subscription.value.state !== 'active') return null
  const now = ctx.clock.read().wallMs
  const mailbox = await readMailbox(ctx, id)
  const unsent = await oldestUnsent(ctx, id)
  if (unsent !== undefined) {
    const { state, nextAttemptAt } = unsent.value
    const dueAt = state === 'pending' ? now : (nextAttemptAt ?? now)
    if (dueAt > now) return dueAt
    if (!(await leaseMailbox(ctx, mailbox, mailbox.value.sequence))) return now + CONTENDED_MS
    await attemptDelivery(ctx, subscription, unsent)
    return now
  }
  return gatherWhenDue(ctx, subscription.value, mailbox, now)
}

async function gatherWhenDue(
  ctx: Context,
  subscription: Subscription,
  mailbox: Versioned<Mailbox>,
  now: number,
): Promise<number | null> {
  const head = await freeHead(ctx, mailbox.value, now)
  const verdict = await verdictOf(ctx, subscription, head, now)
  if (verdict.kind === 'idle') return null
  if (verdict.kind === 'wait') {
    return isMassOnItsWay(ctx) ? Math.min(verdict.until, now + PLACING_MS) : verdict.until
  }
  const { cutAt } = verdict
  return inTurn(ctx, async () => {
    if (!(await leaseMailbox(ctx, mailbox, head.sequence))) return now + CONTENDED_MS
    await gatherDelivery(ctx, subscription, { ...head, cutAt })
    return now
  })
}

/** A mass outage fills many mailboxes at once; gathered one by one they leave room to breathe. */
function inTurn<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  const turn = ctx.gathering.then(work)
  ctx.gathering = turn.then(
    () => {},
    () => {},
  )
  return turn
}

/** A crash may have left entries claimed for a delivery that does not exist yet: those go on. */
async function verdictOf(
  ctx: Context,
  subscription: Subscription,
  head: Head,
  now: number,
): Promise<CutVerdict> {
  const claimed = await ctx.records.list('entry', {
    where: { deliveryId: deliveryId(subscription.id, head.sequence) },
    limit: 1,
  })
  if (claimed.items.length > 0) return { kind: 'cut', cutAt: head.cutAt }
  const { items } = await ctx.records.list('entry', {
    where: { waitingIn: subscription.id },
    orderBy: 'notBefore',
    limit: 1,
  })
  const oldest = items[0]?.value
  return nextCut(subscription, head.cutAt, oldest && dueFrom(oldest, now), now, isMassOnItsWay(ctx))
}

function isMassOnItsWay({ sweepingMass, placing }: Context): boolean {
  return sweepingMass || placing
}

/** The next delivery's number, and when the one before it was cut. */
async function freeHead(
  ctx: Context,
  { subscriptionId, sequence }: Mailbox,
  now: number,
): Promise<Head> {
  const ids = [deliveryId(subscriptionId, sequence), deliveryId(subscriptionId, sequence - 1)]
  const [taken, before] = await ctx.records.get('delivery', ids)
  if (taken !== undefined)
    return { sequence: sequence + 1, cutAt: knownCut(taken.value.cutAt, now) }
  return { sequence, cutAt: knownCut(before?.value.cutAt ?? 0, now) }
}

/** A cut that lies in the future was made before the clock was set back: none is known. */
function knownCut(cutAt: number, now: number): number {
  return cutAt > now ? 0 : cutAt
}

async function oldestUnsent(ctx: Context, subscriptionId: SubscriptionId) {
  const states: DeliveryState[] = ['pending', 'retrying']
  const pages = await Promise.all(
    states.map((state) =>
      ctx.records.list('delivery', {
        where: { subscriptionId, state },
        orderBy: 'createdAt',
        limit: 1,
      }),
    ),
  )
  return pages.flatMap((page) => page.items).sort((a, b) => a.value.sequence - b.value.sequence)[0]
}
