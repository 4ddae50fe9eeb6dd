/**
 * The right to work on a mailbox. Its head says who has it and until when; each change of the head
 * is one write under the version that was read, so that whoever lost the right notices at his next
 * step. A process that restarts under the same name is the same holder.
 */
import type { SubscriptionId } from '../core/ids.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import type { Mailbox } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

/** Longer than any attempt; a holder that died is followed by another after this. */
export const LEASE_MS = 60_000
/** Renewed in long work when less than this is left. */
const RENEW_MS = 30_000

export interface Held {
  readonly mailbox: Versioned<Mailbox>
  /** Never the same for two holdings of one mailbox. */
  readonly fence: number
  /** On the monotonic clock. */
  readonly untilMs: number
}

export type HeadChange = Partial<Pick<Mailbox, 'sequence' | 'gathering' | 'disputed' | 'composed'>>

export async function readMailbox(
  ctx: Context,
  subscriptionId: SubscriptionId,
): Promise<Versioned<Mailbox>> {
  const [present] = await ctx.records.get('mailbox', [subscriptionId])
  return present ?? { value: emptyMailbox(subscriptionId), version: 0 }
}

/** Takes or renews the right, and changes the head. Null if another has it, or was faster. */
export async function leaseMailbox(
  ctx: Context,
  mailbox: Versioned<Mailbox>,
  change: HeadChange,
): Promise<Held | null> {
  const { leaseHolder, leaseUntil } = mailbox.value
  const now = ctx.clock.read().wallMs
  const own = leaseHolder === null || leaseHolder === ctx.settings.holder
  if (!own && now <= leaseUntil) return null
  return writeHead(ctx, mailbox, change, mailbox.version + 1)
}

/** Goes on under the same fence. Null if the right has gone to another. */
export async function keepLease(
  ctx: Context,
  held: Held,
  change: HeadChange = {},
): Promise<Held | null> {
  return writeHead(ctx, held.mailbox, change, held.fence)
}

/** Between the steps of long work. Null if the right is lost, or may be. */
export async function renewLease(ctx: Context, held: Held): Promise<Held | null> {
  const { monotonicMs, wallMs } = ctx.clock.read()
  const left = Math.min(held.untilMs - monotonicMs, held.mailbox.value.leaseUntil - wallMs)
  return left > RENEW_MS ? held : keepLease(ctx, held)
}

/** When a step is done: whoever comes next need not wait until the lease has run out. */
export async function endLease(ctx: Context, { mailbox }: Held, change: HeadChange = {}) {
  const free = { leaseHolder: null, leaseUntil: 0 }
  const { value, version } = mailbox
  const left = { ...value, ...change, ...free }
  await writeRecord(ctx, 'mailbox', value.subscriptionId, left, version)
}

async function writeHead(
  ctx: Context,
  { value, version }: Versioned<Mailbox>,
  change: HeadChange,
  fence: number,
): Promise<Held | null> {
  const { wallMs, monotonicMs } = ctx.clock.read()
  const lease = { leaseHolder: ctx.settings.holder, leaseUntil: wallMs + LEASE_MS }
  const leased = { ...value, ...change, ...lease }
  const taken = await writeRecord(ctx, 'mailbox', value.subscriptionId, leased, version)
  const mailbox = { value: leased, version: version + 1 }
  return taken ? { mailbox, fence, untilMs: monotonicMs + LEASE_MS } : null
}

function emptyMailbox(subscriptionId: SubscriptionId): Mailbox {
  return {
    subscriptionId,
    sequence: 1,
    leaseHolder: null,
    leaseUntil: 0,
    gathering: null,
    disputed: [],
    composed: null,
  }
}
