import { subscriptionSchema } from '../contract/subscription.ts'
import { subscriptionPatchSchema } from '../contract/subscription-patch.ts'
import { trialSchema } from '../contract/trial.ts'
import { deleteSubscription } from '../service/delete-subscription.ts'
import { editSubscription } from '../service/edit-subscription.ts'
import { testSubscription } from '../service/test-subscription.ts'
import { brandedId } from './branded-id.ts'
import { endpoint } from './endpoint.ts'
import { groupingOf } from './grouping-of.ts'
import { presentSubscription } from './present-subscription.ts'
import { targetOf } from './target-of.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Subscriptions'

const editEndpoint = endpoint({
  method: 'PATCH',
  path: '/v1/subscriptions/{id}',
  tag,
  summary: 'Edit a subscription',
  description: 'What is absent stays. A webhook keeps its secret unless a new one is given.',
  scope: 'admin',
  conditional: true,
  body: subscriptionPatchSchema,
  answers: { 200: { description: 'The subscription as it is now', schema: subscriptionSchema } },
  problems: [
    'forbidden_url',
    'invalid_duration',
    'out_of_range',
    'too_many',
    'subscription_inactive',
    'smtp_not_configured',
    'sns_not_configured',
    'public_url_not_configured',
  ],
  run: async ({ ctx, params, body, ifVersion }) => {
    const { name, channel, events, match, active } = body
    const { subscription, secret } = await editSubscription(ctx, {
      id: params.id ?? '',
      ifVersion,
      ...withoutUndefined({ name, events, match, active }),
      ...(channel === undefined ? {} : { channel: targetOf(channel) }),
      ...groupingOf(body),
    })
    const { value, version } = subscription
    return { status: 200, body: presentSubscription(value, secret), version }
  },
})

const deleteEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/subscriptions/{id}',
  tag,
  summary: 'Delete a subscription',
  description: 'What still waits to be sent to it is dropped.',
  scope: 'admin',
  conditional: true,
  answers: { 204: { description: 'It is gone' } },
  problems: ['not_ready'],
  run: async ({ ctx, params, ifVersion }) => {
    await deleteSubscription(ctx, { id: brandedId(params.id), ifVersion })
    return { status: 204 }
  },
})

const testEndpoint = endpoint({
  method: 'POST',
  path: '/v1/subscriptions/{id}/test',
  tag,
  summary: 'Send a test message',
  description: "Sends one at once and shows the receiver's real answer; nothing is stored.",
  scope: 'admin',
  answers: { 200: { description: 'What came of it', schema: trialSchema } },
  problems: ['subscription_inactive'],
  run: async ({ ctx, params }) => {
    const { outcome, durationMs } = await testSubscription(ctx, { id: params.id ?? '' })
    const { kind, detail } = outcome
    return { status: 200, body: { outcome: kind, detail, durationMs: Math.round(durationMs) } }
  },
})

export const subscriptionChangeEndpoints = [editEndpoint, deleteEndpoint, testEndpoint]
