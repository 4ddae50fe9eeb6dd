import { type Subscription, subscriptionSchema } from '../../src/contract/subscription.ts'
import type { SubscriptionInput } from '../../src/contract/subscription-input.ts'
import type { Api } from './api-client.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

type Wishes = Partial<Omit<SubscriptionInput, 'channel'>>

/** Grouping is short unless a test says otherwise: it has tests of its own. */
const AT_ONCE = { groupWait: '0s', groupInterval: '0s' } as const

export function subscribeWebhook(
  admin: Api,
  receiver: WebhookReceiver,
  wishes: Wishes = {},
  path = '/',
): Promise<Subscription> {
  const channel = { kind: 'webhook', url: receiver.url(path), secret: receiver.secret } as const
  const input = { name: `webhook ${path}`, ...AT_ONCE, ...wishes, channel }
  return admin.post('/v1/subscriptions', input, subscriptionSchema)
}

export function subscribeEmail(admin: Api, to: string, wishes: Wishes = {}): Promise<Subscription> {
  const input = { name: to, ...AT_ONCE, ...wishes, channel: { kind: 'email', to: [to] } }
  return admin.post('/v1/subscriptions', input, subscriptionSchema)
}

export function subscribeTopic(
  admin: Api,
  topicArn: string,
  wishes: Wishes = {},
): Promise<Subscription> {
  const input = { name: topicArn, ...AT_ONCE, ...wishes, channel: { kind: 'sns', topicArn } }
  return admin.post('/v1/subscriptions', input, subscriptionSchema)
}
