import type { SubscriptionId } from '../../core/ids.ts'
import type { Subscription } from '../../core/subscription.ts'
import type { Context } from '../../service/context.ts'
import { createKey } from '../../service/create-key.ts'
import { findKey } from '../../service/keyring.ts'
import { offerSession } from '../../service/offer-session.ts'
import type { RecordKind } from '../../service/record-kinds.ts'

export interface FirstKeys {
  readonly admin: string
  readonly beat: string
}

/**
 * Makes an empty store usable at once: a subscription that prints to standard output, and, unless
 * an admin key is configured, an admin key and a beat key, to be shown once. Null: made none.
 */
export async function prepareFirstStart(ctx: Context): Promise<FirstKeys | null> {
  if (!(await isEmpty(ctx))) return null
  await createLogSubscription(ctx)
  if (ctx.settings.builtInKeys.length > 0) return null
  const admin = await createKey(ctx, { name: 'first admin key', scopes: ['admin', 'read'] })
  const beat = await createKey(ctx, { name: 'first beat key', scopes: ['beat'] })
  return { admin: admin.text, beat: beat.text }
}

/** Null if the admin key that was just made is gone already. */
export async function offerFirstSession(ctx: Context, keys: FirstKeys): Promise<string | null> {
  const key = findKey(ctx, keys.admin, ctx.clock.read().wallMs)
  return key === undefined ? null : offerSession(ctx, key)
}

/** A store whose keys were all revoked is not empty: nobody gets in by a restart. */
async function isEmpty(ctx: Context): Promise<boolean> {
  const kinds: readonly RecordKind[] = ['key', 'host', 'subscription', 'audit']
  for (const kind of kinds) {
    const { items } = await ctx.records.list(kind, { limit: 1 })
    if (items.length > 0) return false
  }
  return true
}

async function createLogSubscription(ctx: Context): Promise<void> {
  const value: Subscription = {
    id: logSubscriptionId(),
    name: 'standard output',
    channel: { kind: 'log' },
    events: ['host.missing', 'host.recovered', 'host.registered', 'flatline.blind'],
    match: {},
    groupWaitMs: 1_000,
    groupIntervalMs: 5_000,
    state: 'active',
    stateReason: null,
    confirmationHash: null,
    createdAt: ctx.clock.read().wallMs,
  }
  await ctx.records.write([{ kind: 'subscription', id: value.id, value, ifVersion: 0 }])
}

function logSubscriptionId(): SubscriptionId {
  return 'log' as SubscriptionId
}
