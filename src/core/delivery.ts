/**
 * A delivery and its attempts:
 *
 * - pending  → sent, retrying or dead, by the outcome of an attempt
 * - retrying → the same, at `nextAttemptAt`
 * - dead     → pending again, by hand only (resend); sent → pending likewise
 *
 * Id and message are fixed before the first attempt and never change. Backoff follows `BACKOFF_MS`
 * with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/) and
 * honours Retry-After; after `GIVE_UP_MS` the delivery is dead.
 */
import { type DeliveryId, deliveryId, type SubscriptionId } from './ids.ts'
import type { Message } from './message.ts'

export type DeliveryState = 'pending' | 'retrying' | 'sent' | 'dead'

/** How a channel's one attempt ended. `detail` is for the operator and holds no secret. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string; readonly retryAfterMs?: number }
  /** Permanent: the receiver is gone or will never take it. Disables the subscription. */
  | { readonly kind: 'refused'; readonly detail: string }

export interface Attempt {
  readonly at: number
  readonly durationMs: number
  readonly outcome: Outcome['kind']
  readonly detail: string
}

export interface Delivery {
  readonly id: DeliveryId
  readonly subscriptionId: SubscriptionId
  readonly sequence: number
  /** The attempt at gathering that composed it. */
  readonly fence: number
  readonly state: DeliveryState
  readonly message: Message
  readonly createdAt: number
  /** When its group was cut; what was due then and is of another kind follows at once. */
  readonly cutAt: number
  /** Retries are counted from here: creation, or the last resend. */
  readonly startedAt: number
  /** The latest attempts, oldest first. */
  readonly attempts: readonly Attempt[]
  readonly attemptsTotal: number
  /** Attempts since `startedAt`; chooses the step of the backoff. */
  readonly failures: number
  readonly nextAttemptAt: number | null
  readonly endedAt: number | null
}

export const BACKOFF_MS: readonly number[] = [
  1_000, 3_000, 10_000, 30_000, 120_000, 300_000, 900_000, 1_800_000, 3_600_000,
]
export const GIVE_UP_MS = 72 * 3_600_000
export const RETRY_AFTER_MAX_MS = 24 * 3_600_000
export const ATTEMPTS_KEPT_MAX = 20
/** By so much servers that share a store may differ. */
const CLOCKS_DISAGREE_MS = 5_000

export interface NewDelivery {
  readonly subscriptionId: SubscriptionId
  readonly sequence: number
  readonly fence: number
  readonly message: Message
  readonly cutAt: number
}

export function newDelivery(input: NewDelivery, now: number): Delivery {
  const { subscriptionId, sequence, fence, message, cutAt } = input
  return {
    id: deliveryId(subscriptionId, sequence),
    subscriptionId,
    sequence,
    fence,
    state: 'pending',
    message,
    createdAt: now,
    cutAt,
    startedAt: now,
    attempts: [],
    attemptsTotal: 0,
    failures: 0,
    nextAttemptAt: now,
    endedAt: null,
  }
}

/** `jitter` is drawn by the caller, uniformly from [0, 1). */
export function recordAttempt(
  delivery: Delivery,
  attempt: { readonly at: number; readonly durationMs: number; readonly outcome: Outcome },
  jitter: number,
): Delivery {
  const { at, durationMs, outcome } = attempt
  const endedAt = at + durationMs
  const kept = { at, durationMs, outcome: outcome.kind, detail: outcome.detail }
  const tried = {
    ...delivery,
    attempts: [...delivery.attempts, kept].slice(-ATTEMPTS_KEPT_MAX),
    attemptsTotal: delivery.attemptsTotal + 1,
  }
  if (outcome.kind === 'accepted') return { ...tried, state: 'sent', nextAttemptAt: null, endedAt }
  if (outcome.kind === 'refused') return { ...tried, state: 'dead', nextAttemptAt: null, endedAt }
  const nextAttemptAt = endedAt + retryDelayMs(delivery.failures, outcome.retryAfterMs ?? 0, jitter)
  if (nextAttemptAt - delivery.startedAt > GIVE_UP_MS) {
    return { ...tried, state: 'dead', nextAttemptAt: null, endedAt }
  }
  return { ...tried, state: 'retrying', failures: delivery.failures + 1, nextAttemptAt }
}

export function retryDelayMs(failures: number, retryAfterMs: number, jitter: number): number {
  const ceiling = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0
  return Math.max(Math.round(ceiling * jitter), Math.min(retryAfterMs, RETRY_AFTER_MAX_MS))
}

/** Starts over with the same id and the same words. */
export function resendDelivery(delivery: Delivery, now: number): Delivery {
  return {
    ...delivery,
    state: 'pending',
    startedAt: now,
    failures: 0,
    nextAttemptAt: now,
    endedAt: null,
  }
}

/**
 * When it is to be attempted. A last attempt that lies in the future was made before the clock was
 * set back: what was planned after it counts as come.
 */
export function attemptDueAt({ state, nextAttemptAt, attempts }: Delivery, now: number): number {
  const lastAt = attempts.at(-1)?.at ?? 0
  if (state === 'pending' || lastAt - now > CLOCKS_DISAGREE_MS) return now
  return nextAttemptAt ?? now
}

export function isEnded(delivery: Delivery): boolean {
  return delivery.state === 'sent' || delivery.state === 'dead'
}
