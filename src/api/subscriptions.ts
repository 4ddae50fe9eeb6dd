import { z } from 'zod'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { subscriptionSchema } from '../contract/subscription.ts'
import { subscriptionInputSchema } from '../contract/subscription-input.ts'
import { createSubscription } from '../service/create-subscription.ts'
import { getSubscription } from '../service/get-subscription.ts'
import { listSubscriptions } from '../service/list-subscriptions.ts'
import { endpoint } from './endpoint.ts'
import { groupingOf } from './grouping-of.ts'
import { presentPage } from './present-page.ts'
import { presentSubscription } from './present-subscription.ts'
import { targetOf } from './target-of.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Subscriptions'

const createEndpoint = endpoint({
  method: 'POST',
  path: '/v1/subscriptions',
  tag,
  summary: 'Create a subscription',
  description:
    'Hears of all hosts that go missing or come back, unless `events` and `match` say otherwise. ' +
    'A webhook secret that Flatline makes up is shown in this answer only.',
  scope: 'admin',
  once: true,
  body: subscriptionInputSchema,
  answers: { 201: { description: 'The subscription', schema: subscriptionSchema } },
  problems: [
    'forbidden_url',
    'invalid_duration',
    'out_of_range',
    'too_many',
    'limit_reached',
    'smtp_not_configured',
    'sns_not_configured',
    'public_url_not_configured',
  ],
  run: async ({ ctx, body }) => {
    const { name, channel, events, match } = body
    const { subscription, secret } = await createSubscription(ctx, {
      name,
      channel: targetOf(channel),
      ...withoutUndefined({ events, match }),
      ...groupingOf(body),
    })
    const { value, version } = subscription
    return {
      status: 201,
      body: presentSubscription(value, secret),
      stored: presentSubscription(value),
      location: `/v1/subscriptions/${value.id}`,
      version,
    }
  },
})

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/subscriptions',
  tag,
  summary: 'List subscriptions',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  answers: {
    200: {
      description: 'A page of subscriptions',
      schema: pageOf(subscriptionSchema, 'SubscriptionPage'),
    },
  },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const limit = query.limit ?? LIMIT_DEFAULT
    const page = await listSubscriptions(ctx, { ...withoutUndefined(query), limit })
    const items = page.items.map(({ value }) => presentSubscription(value))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})

const getEndpoint = endpoint({
  method: 'GET',
  path: '/v1/subscriptions/{id}',
  tag,
  summary: 'Read a subscription',
  scope: 'admin',
  answers: { 200: { description: 'The subscription', schema: subscriptionSchema } },
  run: async ({ ctx, params }) => {
    const { value, version } = await getSubscription(ctx, params.id ?? '')
    return { status: 200, body: presentSubscription(value), version }
  },
})

export const subscriptionEndpoints = [createEndpoint, listEndpoint, getEndpoint]
