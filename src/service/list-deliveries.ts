import type { Delivery } from '../core/delivery.ts'
import type { SubscriptionId } from '../core/ids.ts'
import type { Context } from './context.ts'
import type { Page } from './ports.ts'

/** Newest first. Throws `invalid_cursor`. */
export async function listDeliveries(
  ctx: Context,
  input: {
    readonly state?: Delivery['state']
    readonly subscriptionId?: SubscriptionId
    readonly cursor?: string
    readonly limit: number
  },
): Promise<Page<Delivery>> {
  const { state, subscriptionId, cursor, limit } = input
  return ctx.records.list('delivery', {
    where: {
      ...(state === undefined ? {} : { state }),
      ...(subscriptionId === undefined ? {} : { subscriptionId }),
    },
    orderBy: 'createdAt',
    descending: true,
    ...(cursor === undefined ? {} : { cursor }),
    limit,
  })
}
