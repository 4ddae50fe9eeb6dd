/**
 * Places what has happened: events wait inside the record that changed (its outbox) until
 *
 * 1. their incident is written,
 * 2. they lie in the mailbox of each subscription that shall hear of them,
 * 3. and are then cleared from the outbox.
 *
 * All ids are derived, so each step can be repeated, by this process or another, with one result.
 */
import type { FleetEvent } from '../core/event.ts'
import { clearPending, type Host } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { belongsInMailbox, newEntry } from '../core/mailbox.ts'
import type { Subscription } from '../core/subscription.ts'
import type { Context } from './context.ts'
import { listAll } from './list-all.ts'
import type { Page, Versioned, Write } from './ports.ts'
import { severalAtOnce } from './several-at-once.ts'
import { writeAll } from './write-all.ts'
import { writeIncidents } from './write-incidents.ts'

const BATCH_HOSTS_MAX = 500
const BATCH_HOSTS_MIN = 20
/** Entries of one batch are made in one go: few hosts at once where there are many mailboxes. */
const BATCH_ENTRIES = 50_000
const ROUNDS_MAX = 10_000
/** While the store writes for some, the next are read and made ready. */
const BATCHES_AT_ONCE = 6
const MAILBOXES_AT_ONCE = 4
export const SUBSCRIPTIONS_MAX = 1_000

export async function fanOut(ctx: Context): Promise<void> {
  await fanOutBlindness(ctx)
  try {
    await placeAll(ctx)
  } finally {
    ctx.placing = false
  }
}

async function placeAll(ctx: Context): Promise<void> {
  if (ctx.pendingHosts.size > 0 && !ctx.sweepingMass) await placeNoted(ctx)
  for (let round = 0; round < ROUNDS_MAX && !ctx.sweepingMass; round++) {
    let cleared = 0
    await severalAtOnce(pendingBatches(ctx), BATCHES_AT_ONCE, async ({ hosts, subscriptions }) => {
      cleared += await fanOutHosts(ctx, hosts, subscriptions)
    })
    if (cleared === 0) return
  }
}

interface Batch {
  readonly hosts: readonly Versioned<Host>[]
  readonly subscriptions: readonly Subscription[]
}

/** Each is listed while those before it are being placed. */
async function* pendingBatches(ctx: Context): AsyncGenerator<Batch> {
  let cursor: string | null = null
  do {
    const subscriptions = await subscriptionsOf(ctx)
    const fitting = Math.floor(BATCH_ENTRIES / Math.max(1, subscriptions.length))
    const limit = Math.min(BATCH_HOSTS_MAX, Math.max(BATCH_HOSTS_MIN, fitting))
    const query = { where: { pending: 1 }, limit } as const
    const page: Page<Host> = await ctx.records.list(
      'host',
      cursor === null ? query : { ...query, cursor },
    )
    ctx.placing ||= page.items.length === limit
    if (page.items.length > 0) yield { hosts: page.items, subscriptions }
    cursor = page.next
  } while (cursor !== null && !ctx.sweepingMass)
}

/** What this process has just written may not be in the list yet. */
async function placeNoted(ctx: Context): Promise<void> {
  const subscriptions = await subscriptionsOf(ctx)
  const noted = [...ctx.pendingHosts]
  ctx.pendingHosts.clear()
  ctx.placing = noted.length > BATCH_HOSTS_MAX
  await severalAtOnce(batchesOf(noted), BATCHES_AT_ONCE, async (hostIds) => {
    const found = await ctx.records.get('host', hostIds)
    const hosts = found.flatMap((host) => (host?.value.pendingEvents.length ? [host] : []))
    await fanOutHosts(ctx, hosts, subscriptions)
  })
}

function* batchesOf(hostIds: readonly HostId[]): Generator<HostId[]> {
  for (let start = 0; start < hostIds.length; start += BATCH_HOSTS_MAX) {
    yield hostIds.slice(start, start + BATCH_HOSTS_MAX)
  }
}

async function subscriptionsOf(ctx: Context): Promise<Subscription[]> {
  const subscriptions = await listAll(ctx.records, 'subscription', SUBSCRIPTIONS_MAX)
  return subscriptions.map(({ value }) => value)
}

/** Returns how many hosts were cleared; those that changed meanwhile come again. */
async function fanOutHosts(
  ctx: Context,
  hosts: readonly Versioned<Host>[],
  subscriptions: readonly Subscription[],
): Promise<number> {
  const events = hosts.flatMap(({ value }) => value.pendingEvents)
  const unwritten = await writeIncidents(ctx, events)
  const placeable = hosts.filter(({ value }) => !unwritten.has(value.hostId))
  const placed = placeable.flatMap(({ value }) => value.pendingEvents)
  await placeEvents(ctx, placed, subscriptions)
  const clears = placeable.map(
    ({ value, version }): Write => ({
      kind: 'host',
      id: value.hostId,
      value: clearPending(value, value.pendingEvents),
      ifVersion: version,
    }),
  )
  const cleared = await writeAll(ctx.records, clears)
  return cleared.filter((applied) => applied).length
}

async function fanOutBlindness(ctx: Context): Promise<void> {
  const { items } = await ctx.records.list('listener', { where: { pending: 1 }, limit: 100 })
  for (const { value, version } of items) {
    await placeEvents(ctx, value.pendingEvents, await subscriptionsOf(ctx))
    const cleared = { ...value, pendingEvents: [] }
    const write = { kind: 'listener', id: value.name, value: cleared, ifVersion: version } as const
    await ctx.records.write([write])
  }
}

async function placeEvents(
  ctx: Context,
  events: readonly FleetEvent[],
  subscriptions: readonly Subscription[],
): Promise<void> {
  const now = ctx.clock.read().wallMs
  await severalAtOnce(subscriptions, MAILBOXES_AT_ONCE, (subscription) =>
    fillMailbox(ctx, subscription, events, now),
  )
  for (const event of events) ctx.stream.publish(event.kind, event)
}

async function fillMailbox(
  ctx: Context,
  subscription: Subscription,
  events: readonly FleetEvent[],
  now: number,
): Promise<void> {
  const writes = events
    .filter((event) => belongsInMailbox(subscription, event))
    .map((event): Write => {
      const entry = newEntry(subscription, event, now)
      return { kind: 'entry', id: entry.id, value: entry, ifVersion: 0 }
    })
  if (writes.length === 0) return
  await writeAll(ctx.records, writes)
  ctx.dueMailboxes.set(subscription.id, now + ctx.records.lagMs)
}
