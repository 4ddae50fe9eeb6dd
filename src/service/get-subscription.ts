import type { Subscription } from '../core/subscription.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'

/** Throws `not_found`. */
export async function getSubscription(ctx: Context, id: string): Promise<Versioned<Subscription>> {
  return readRecord(ctx, 'subscription', id)
}
