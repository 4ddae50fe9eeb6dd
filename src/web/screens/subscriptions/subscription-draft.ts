import { formatDuration } from '../../../contract/duration.ts'
import type { Subscription } from '../../../contract/subscription.ts'
import type { SubscriptionInput } from '../../../contract/subscription-input.ts'
import { matchText, parseMatchText } from '../../parts/match-text.ts'

export const CHANNEL_KINDS = ['email', 'webhook', 'sns', 'log'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** What the person has typed so far. */
export interface SubscriptionDraft {
  readonly name: string
  readonly kind: ChannelKind
  /** Addresses, URL or ARN. */
  readonly target: string
  readonly match: string
  readonly events: readonly Subscription['events'][number][]
  readonly groupWait: string
  readonly groupInterval: string
}

export const NEW_DRAFT: SubscriptionDraft = {
  name: '',
  kind: 'email',
  target: '',
  match: '',
  events: ['host.missing', 'host.recovered'],
  groupWait: '10s',
  groupInterval: '1m',
}

export function draftOf(subscription: Subscription): SubscriptionDraft {
  const { name, channel, match, events, groupWaitMs, groupIntervalMs } = subscription
  return {
    name,
    kind: channel.kind,
    target: targetText(channel),
    match: matchText(match),
    events,
    groupWait: formatDuration(groupWaitMs),
    groupInterval: formatDuration(groupIntervalMs),
  }
}

/** What is sent; the server judges it and says what is wrong with which field. */
export function inputOf(draft: SubscriptionDraft): SubscriptionInput {
  return {
    name: draft.name.trim(),
    channel: channelOf(draft),
    events: [...draft.events],
    match: parseMatchText(draft.match) ?? {},
    groupWait: draft.groupWait.trim(),
    groupInterval: draft.groupInterval.trim(),
  }
}

function channelOf({ kind, target }: SubscriptionDraft): SubscriptionInput['channel'] {
  switch (kind) {
    case 'log':
      return { kind }
    case 'email':
      return { kind, to: target.split(/[\s,;]+/).filter((each) => each !== '') }
    case 'webhook':
      return { kind, url: target.trim() }
    case 'sns':
      return { kind, topicArn: target.trim() }
  }
}

function targetText(channel: Subscription['channel']): string {
  switch (channel.kind) {
    case 'log':
      return ''
    case 'email':
      return channel.to.join(', ')
    case 'webhook':
      return channel.url
    case 'sns':
      return channel.topicArn
  }
}
