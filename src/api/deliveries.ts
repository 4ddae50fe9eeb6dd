import { z } from 'zod'
import { DELIVERY_STATES, deliverySchema } from '../contract/delivery.ts'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import type { SubscriptionId } from '../core/ids.ts'
import { getDelivery } from '../service/get-delivery.ts'
import { listDeliveries } from '../service/list-deliveries.ts'
import { resendDelivery } from '../service/resend-delivery.ts'
import { brandedId } from './branded-id.ts'
import { endpoint } from './endpoint.ts'
import { presentDelivery, presentMessage } from './present-delivery.ts'
import { presentPage } from './present-page.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Deliveries'

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/deliveries',
  tag,
  summary: 'List deliveries, the newest first',
  scope: 'admin',
  query: z.strictObject({
    state: z.enum(DELIVERY_STATES).optional(),
    subscriptionId: z.string().max(100).optional(),
    ...pageQuery,
  }),
  answers: {
    200: { description: 'A page of deliveries', schema: pageOf(deliverySchema, 'DeliveryPage') },
  },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const { subscriptionId, limit = LIMIT_DEFAULT, ...rest } = query
    const of =
      subscriptionId === undefined
        ? {}
        : { subscriptionId: brandedId<SubscriptionId>(subscriptionId) }
    const page = await listDeliveries(ctx, { ...withoutUndefined(rest), ...of, limit })
    const items = page.items.map(({ value }) => presentDelivery(value))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})

const getEndpoint = endpoint({
  method: 'GET',
  path: '/v1/deliveries/{id}',
  tag,
  summary: 'Read a delivery, with its message',
  scope: 'admin',
  answers: { 200: { description: 'The delivery', schema: deliverySchema } },
  run: async ({ ctx, params }) => {
    const { value } = await getDelivery(ctx, params.id ?? '')
    const body = { ...presentDelivery(value), message: presentMessage(value.message) }
    return { status: 200, body }
  },
})

const resendEndpoint = endpoint({
  method: 'POST',
  path: '/v1/deliveries/{id}/resend',
  tag,
  summary: 'Send a delivery again',
  description: 'With the same id and the same words, so that a receiver can tell a copy.',
  scope: 'admin',
  answers: { 200: { description: 'The delivery as it is now', schema: deliverySchema } },
  problems: ['conflict', 'subscription_inactive'],
  run: async ({ ctx, params }) => {
    const { value } = await resendDelivery(ctx, { id: params.id ?? '' })
    return { status: 200, body: presentDelivery(value) }
  },
})

export const deliveryEndpoints = [listEndpoint, getEndpoint, resendEndpoint]
