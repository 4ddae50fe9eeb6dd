/**
 * Works on one mailbox, one step at a time:
 *
 * 1. A delivery that is not ended goes first; the oldest before all. At its time it is attempted,
 *    and the outcome is recorded after the attempt (send, then record).
 * 2. Otherwise, when a group is due, it is gathered into the next delivery: its entries are claimed
 *    one by one, its message is composed and stored, and only then can it be sent.
 * 3. Otherwise there is nothing to do until the group is due, or at all.
 *
 * Lists may lag behind in some stores; the head of the mailbox and the delivery that it names are
 * read by id, so that nothing overtakes the delivery that was stored last.
 *
 * So messages of one subscription leave in order, missing before recovered, and a crash between any
 * two writes is continued by whoever comes next, with the same id and the same words.
 */
import { attemptDueAt, type Delivery, type DeliveryState, isEnded } from '../core/delivery.ts'
import { deliveryId, type SubscriptionId } from '../core/ids.ts'
import { type CutVerdict, dueFrom, nextCut } from '../core/mailbox.ts'
import type { Subscription } from '../core/subscription.ts'
import { attemptDelivery } from './attempt-delivery.ts'
import { clearStrays } from './clear-strays.ts'
import type { Context } from './context.ts'
import { gatherDelivery, storeComposed } from './gather-delivery.ts'
import { endLease, type HeadChange, leaseMailbox, readMailbox } from './lease-mailbox.ts'
import { listFirst } from './list-first.ts'
import type { Versioned } from './ports.ts'
import type { Mailbox } from './record-kinds.ts'

/** Looked at again soon when another holder was faster. */
const CONTENDED_MS = 1_000
/** And while a mass is being placed: the group may be complete at any moment. */
const PLACING_MS = 250
const DISPUTED_MAX = 50

/** Returns when the mailbox wants to be looked at again; null: not before something new arrives. */
export async function dispatch(ctx: Context, id: SubscriptionId): Promise<number | null> {
  const [subscription] = await ctx.records.get('subscription', [id])
  if (subscription === undefined || subscription.value.state !== 'active') return null
  const now = ctx.clock.read().wallMs
  const mailbox = await readMailbox(ctx, id)
  const latest = await latestDelivery(ctx, mailbox.value)
  const unsent = await oldestUnsent(ctx, id, latest)
  if (unsent !== undefined) {
    const dueAt = attemptDueAt(unsent.value, now)
    if (dueAt > now) return dueAt
    const held = await leaseMailbox(ctx, mailbox, { composed: null })
    if (held === null) return now + CONTENDED_MS
    await attemptDelivery(ctx, subscription, unsent)
    await endLease(ctx, held)
    return now
  }
  if (isRemoved(mailbox, latest)) return null
  const cleared = await clearStrays(ctx, mailbox)
  return gatherWhenDue(ctx, subscription.value, cleared, latest?.value)
}

/** Its subscription was deleted after it was read here; a list may still show what waited. */
function isRemoved({ version }: Versioned<Mailbox>, latest: Versioned<Delivery> | undefined) {
  return version === 0 && latest !== undefined
}

async function gatherWhenDue(
  ctx: Context,
  subscription: Subscription,
  mailbox: Versioned<Mailbox>,
  latest: Delivery | undefined,
): Promise<number | null> {
  const now = ctx.clock.read().wallMs
  const head = await freeHead(ctx, mailbox.value, latest, now)
  const verdict = await verdictOf(ctx, subscription, head, now)
  if (verdict.kind === 'idle') return null
  if (verdict.kind === 'wait') {
    return isMassOnItsWay(ctx) ? Math.min(verdict.until, now + PLACING_MS) : verdict.until
  }
  const { cutAt } = verdict
  return inTurn(ctx, async () => {
    const held = await leaseMailbox(ctx, mailbox, beginGathering(mailbox.value, head.sequence))
    if (held === null) return now + CONTENDED_MS
    await gatherDelivery(ctx, subscription, held, cutAt)
    return now
  })
}

/** One that was begun before and not ended may have left claims that no message tells. */
function beginGathering({ gathering, disputed }: Mailbox, sequence: number): HeadChange {
  const again = gathering === sequence && !disputed.includes(sequence)
  const doubtful = again ? [...disputed, sequence].slice(-DISPUTED_MAX) : disputed
  return { sequence, gathering: sequence, disputed: doubtful, composed: null }
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
  const claimed = await listFirst(ctx.records, 'entry', {
    where: { deliveryId: deliveryId(subscription.id, head.sequence) },
  })
  if (claimed !== undefined) return { kind: 'cut', cutAt: head.cutAt }
  const first = await listFirst(ctx.records, 'entry', {
    where: { waitingIn: subscription.id },
    orderBy: 'notBefore',
  })
  const oldest = first?.value
  return nextCut(subscription, head.cutAt, oldest && dueFrom(oldest, now), now, isMassOnItsWay(ctx))
}

function isMassOnItsWay({ sweepingMass, placing }: Context): boolean {
  return sweepingMass || placing
}

/** The delivery that the head names, if there is one. A crash may have left it in the head only. */
async function latestDelivery(
  ctx: Context,
  { subscriptionId, sequence, composed }: Mailbox,
): Promise<Versioned<Delivery> | undefined> {
  const id = deliveryId(subscriptionId, sequence)
  const [stored] = await ctx.records.get('delivery', [id])
  if (stored !== undefined || composed === null) return stored
  await storeComposed(ctx, composed)
  return (await ctx.records.get('delivery', [id]))[0]
}

interface Head {
  /** Number of the delivery to gather. */
  readonly sequence: number
  /** When the one before it was cut. */
  readonly cutAt: number
}

async function freeHead(
  ctx: Context,
  { subscriptionId, sequence }: Mailbox,
  latest: Delivery | undefined,
  now: number,
): Promise<Head> {
  if (latest !== undefined) return { sequence: sequence + 1, cutAt: knownCut(latest.cutAt, now) }
  const [before] = await ctx.records.get('delivery', [deliveryId(subscriptionId, sequence - 1)])
  return { sequence, cutAt: knownCut(before?.value.cutAt ?? 0, now) }
}

/** A cut that lies in the future was made before the clock was set back: none is known. */
function knownCut(cutAt: number, now: number): number {
  return cutAt > now ? 0 : cutAt
}

async function oldestUnsent(
  ctx: Context,
  subscriptionId: SubscriptionId,
  latest: Versioned<Delivery> | undefined,
): Promise<Versioned<Delivery> | undefined> {
  const states: DeliveryState[] = ['pending', 'retrying']
  const firsts = await Promise.all(
    states.map((state) =>
      listFirst(ctx.records, 'delivery', {
        where: { subscriptionId, state },
        orderBy: 'createdAt',
      }),
    ),
  )
  const listed = firsts.flatMap((first) => first ?? [])
  const known = latest === undefined || isEnded(latest.value) ? listed : [...listed, latest]
  return known.sort((a, b) => a.value.sequence - b.value.sequence)[0]
}
