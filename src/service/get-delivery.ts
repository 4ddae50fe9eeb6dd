import type { Delivery } from '../core/delivery.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'

/** Throws `not_found`. */
export async function getDelivery(ctx: Context, id: string): Promise<Versioned<Delivery>> {
  return readRecord(ctx, 'delivery', id)
}
