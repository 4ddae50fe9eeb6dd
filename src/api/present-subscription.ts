import type { Subscription as SubscriptionAnswer } from '../contract/subscription.ts'
import type { Subscription } from '../core/subscription.ts'
import { instantText } from './instant-text.ts'
import { presentMatch } from './present-match.ts'

/** `secret`: a webhook secret that was made up just now; one that is stored is never shown. */
export function presentSubscription(
  subscription: Subscription,
  secret: string | null = null,
): SubscriptionAnswer {
  return {
    id: subscription.id,
    name: subscription.name,
    channel: presentTarget(subscription.channel, secret),
    events: [...subscription.events],
    match: presentMatch(subscription.match),
    groupWaitMs: subscription.groupWaitMs,
    groupIntervalMs: subscription.groupIntervalMs,
    state: subscription.state,
    stateReason: subscription.stateReason,
    createdAt: instantText(subscription.createdAt),
  }
}

function presentTarget(
  target: Subscription['channel'],
  secret: string | null,
): SubscriptionAnswer['channel'] {
  switch (target.kind) {
    case 'log':
      return { kind: 'log' }
    case 'email':
      return { kind: 'email', to: [...target.to] }
    case 'sns':
      return { kind: 'sns', topicArn: target.topicArn }
    case 'webhook':
      return { kind: 'webhook', url: target.url, ...(secret === null ? {} : { secret }) }
  }
}
