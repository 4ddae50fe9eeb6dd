import type { SubscriptionId } from '../core/ids.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import type { Mailbox } from './record-kinds.ts'

/** Longer than any attempt; a holder that died is followed by another after this. */
export const LEASE_MS = 60_000

export async function readMailbox(
  ctx: Context,
  subscriptionId: SubscriptionId,
): Promise<Versioned<Mailbox>> {
  const [present] = await ctx.records.get('mailbox', [subscriptionId])
  if (present !== undefined) return present
  const value = {
    subscriptionId,
    sequence: 1,
    leaseHolder: null,
    leaseUntil: 0,
    fence: 0,
    clearedTo: 0,
  }
  return { value, version: 0 }
}

/**
 * Takes or renews the right to work on a mailbox, and moves its head, in one conditional write.
 * False if another holder has it, or was faster. A process that restarts under the same listener
 * name is the same holder.
 */
export async function leaseMailbox(
  ctx: Context,
  mailbox: Versioned<Mailbox>,
  sequence: number,
): Promise<boolean> {
  const { value, version } = mailbox
  const now = ctx.clock.read().wallMs
  const holder = ctx.settings.listenerName
  const free = value.leaseHolder === null || value.leaseHolder === holder || now > value.leaseUntil
  if (!free) return false
  const leased = { ...value, sequence, leaseHolder: holder, leaseUntil: now + LEASE_MS }
  const id = value.subscriptionId
  const [taken] = await ctx.records.write([
    { kind: 'mailbox', id, value: leased, ifVersion: version },
  ])
  return taken === true
}
