import { type Delivery, recordAttempt } from '../core/delivery.ts'
import type { SubscriptionId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import type { Page, Versioned, Write } from './ports.ts'
import type { Mailbox } from './record-kinds.ts'
import { toWrite, writeRecord } from './write-record.ts'

const BATCH_RECORDS = 1_000
const BATCHES_MAX = 250

/**
 * Ends everything that waits for a subscription that is going: entries are dropped, deliveries end
 * dead with the reason, whoever works on the mailbox loses the right to. Its head stays, because
 * the subscription may yet be kept, and no number of a delivery may come twice. Returns true when
 * nothing is left; false when there is more than one call works off, or others keep writing.
 * Repeating goes on.
 */
export async function emptyMailbox(ctx: Context, id: SubscriptionId): Promise<boolean> {
  const emptied = await endAll(ctx, id)
  return (await changeHead(ctx, id, freed)) && emptied
}

/** The same for a subscription that is gone: the head of its mailbox goes too. */
export async function removeMailbox(ctx: Context, id: SubscriptionId): Promise<boolean> {
  const emptied = await endAll(ctx, id)
  return (await changeHead(ctx, id, () => null)) && emptied
}

async function endAll(ctx: Context, id: SubscriptionId): Promise<boolean> {
  const entriesDone = await endEach(
    ctx,
    () => ctx.records.list('entry', { where: { waitingIn: id }, limit: BATCH_RECORDS }),
    ({ value, version }) => toWrite('entry', value.id, dropped(value), version),
  )
  const pendingDone = await endDeliveries(ctx, id, 'pending')
  const retryingDone = await endDeliveries(ctx, id, 'retrying')
  return entriesDone && pendingDone && retryingDone
}

/** False if somebody else was faster. */
async function changeHead(
  ctx: Context,
  id: SubscriptionId,
  change: (head: Mailbox) => Mailbox | null,
): Promise<boolean> {
  const [head] = await ctx.records.get('mailbox', [id])
  if (head === undefined) return true
  return writeRecord(ctx, 'mailbox', id, change(head.value), head.version)
}

function freed(head: Mailbox): Mailbox {
  return { ...head, leaseHolder: null, leaseUntil: 0 }
}

async function endDeliveries(
  ctx: Context,
  subscriptionId: SubscriptionId,
  state: 'pending' | 'retrying',
): Promise<boolean> {
  const now = ctx.clock.read().wallMs
  return endEach(
    ctx,
    () => ctx.records.list('delivery', { where: { subscriptionId, state }, limit: BATCH_RECORDS }),
    ({ value, version }) => toWrite('delivery', value.id, deadOf(value, now), version),
  )
}

/** Works off a list that each write shortens. */
async function endEach<T>(
  ctx: Context,
  list: () => Promise<Page<T>>,
  end: (record: Versioned<T>) => Write,
): Promise<boolean> {
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const { items, next } = await list()
    if (items.length > 0) await ctx.records.write(items.map(end))
    else if (next === null) return true
  }
  return false
}

function dropped(entry: Entry): Entry {
  return { ...entry, dropped: 'deleted' }
}

function deadOf(delivery: Delivery, now: number): Delivery {
  const outcome = { kind: 'refused', detail: 'The subscription was deleted.' } as const
  return recordAttempt(delivery, { at: now, durationMs: 0, outcome }, 0)
}
