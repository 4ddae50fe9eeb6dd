import { type EventKind, type FleetEvent, type HostEvent, isHostEvent } from './event.ts'
import type { SubscriptionId } from './ids.ts'
import { type Match, matches } from './matcher.ts'

/** Where a subscription's messages go. */
export type Target =
  | { readonly kind: 'log' }
  | { readonly kind: 'email'; readonly to: readonly string[] }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly kind: 'sns'; readonly topicArn: string }
export type ChannelKind = Target['kind']

export interface Subscription {
  readonly id: SubscriptionId
  readonly name: string
  readonly channel: Target
  readonly events: readonly EventKind[]
  readonly match: Match
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  /** `unconfirmed`: an address must agree first; `disabled`: the receiver refused for good. */
  readonly state: 'active' | 'unconfirmed' | 'disabled'
  /** Why it is not active, in words for the operator. */
  readonly stateReason: string | null
  /** SHA-256 of the token in the confirmation link. */
  readonly confirmationHash: string | null
  readonly createdAt: number
}

/** Blindness must be asked for; past its bound everybody hears of it anyway. */
export const DEFAULT_EVENTS: readonly EventKind[] = ['host.missing', 'host.recovered']
export const GROUP_WAIT_MS = 10_000
export const GROUP_INTERVAL_MS = 60_000

export type Verdict =
  | { readonly kind: 'wanted' }
  | { readonly kind: 'unwanted'; readonly reason: 'inactive' | 'event' | 'match' }

/** A host with this label falls silent on purpose; only who names the label hears of it. */
export const CANARY_LABEL = 'flatline_canary'

/** First stage of notifying: does this subscription want to hear of the event? */
export function wants(subscription: Subscription, event: FleetEvent): Verdict {
  if (subscription.state !== 'active') return { kind: 'unwanted', reason: 'inactive' }
  if (!isHostEvent(event) && event.insist) return { kind: 'wanted' }
  if (!subscription.events.includes(event.kind)) return { kind: 'unwanted', reason: 'event' }
  if (isHostEvent(event) && !matchesEvent(subscription.match, event)) {
    return { kind: 'unwanted', reason: 'match' }
  }
  return { kind: 'wanted' }
}

function matchesEvent(match: Match, event: HostEvent): boolean {
  const isCanary = Object.hasOwn(event.labels, CANARY_LABEL)
  if (isCanary && !Object.hasOwn(match, CANARY_LABEL)) return false
  return matches(match, event)
}
