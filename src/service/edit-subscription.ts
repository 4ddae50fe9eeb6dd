import type { EventKind } from '../core/event.ts'
import type { Match } from '../core/matcher.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Subscription } from '../core/subscription.ts'
import {
  addressToConfirm,
  askToConfirm,
  type Confirmation,
  drawConfirmation,
  waitingFor,
} from './ask-to-confirm.ts'
import { changeRecord } from './change-record.ts'
import { type CompletedTarget, completeTarget, type TargetInput } from './complete-target.ts'
import type { Context } from './context.ts'
import type { SavedSubscription } from './create-subscription.ts'
import { tryAgainNow } from './try-again-now.ts'

/** What is left out stays as it is. */
export interface SubscriptionEdit {
  readonly id: string
  /** The version the caller has seen; null for whatever there is. */
  readonly ifVersion: number | null
  readonly name?: string
  readonly channel?: TargetInput
  readonly events?: readonly EventKind[]
  readonly match?: Match
  readonly groupWaitMs?: number
  readonly groupIntervalMs?: number
  /** True brings a disabled one back, false disables it. */
  readonly active?: boolean
}

interface NewTarget extends CompletedTarget {
  readonly address: string | null
}

export const DISABLED_BY_HAND = 'Disabled by hand.'

/**
 * Saving a channel again, or activating, also attempts at once what waits to be retried. It sends a
 * new link if its address has not confirmed yet; links from before end. Throws `not_found`,
 * `precondition_failed`, `subscription_inactive` (it must be confirmed), and what the channel finds
 * wrong with its target.
 */
export async function editSubscription(
  ctx: Context,
  edit: SubscriptionEdit,
): Promise<SavedSubscription> {
  const confirmation = drawConfirmation(ctx)
  let saved: NewTarget | null = null
  const change = async (former: Subscription): Promise<Subscription> => {
    saved = edit.channel === undefined ? null : await newTarget(ctx, edit.channel, former)
    return withState(withFields(former, edit), edit, saved, confirmation)
  }
  const subscription = await changeRecord(ctx, 'subscription', edit.id, change, edit.ifVersion)
  if (edit.channel !== undefined || edit.active) await tryAgainNow(ctx, subscription.value.id)
  const { address, secret } = lastOf(saved)
  if (address === null) return { subscription, secret }
  return { subscription: await askToConfirm(ctx, subscription, address, confirmation), secret }
}

async function newTarget(
  ctx: Context,
  input: TargetInput,
  former: Subscription,
): Promise<NewTarget> {
  const completed = await completeTarget(ctx, input, former)
  return { ...completed, address: addressToConfirm(ctx, completed.target, former) }
}

/** The compiler does not see that the change has run. */
function lastOf(saved: NewTarget | null): Pick<NewTarget, 'address' | 'secret'> {
  return saved ?? { address: null, secret: null }
}

function withFields(former: Subscription, edit: SubscriptionEdit): Subscription {
  return {
    ...former,
    name: edit.name ?? former.name,
    events: edit.events ?? former.events,
    match: edit.match ?? former.match,
    groupWaitMs: edit.groupWaitMs ?? former.groupWaitMs,
    groupIntervalMs: edit.groupIntervalMs ?? former.groupIntervalMs,
  }
}

function withState(
  subscription: Subscription,
  { active }: SubscriptionEdit,
  saved: NewTarget | null,
  confirmation: Confirmation,
): Subscription {
  const channel = saved?.target ?? subscription.channel
  if (saved !== null && saved.address !== null) {
    const stateReason = waitingFor(saved.address)
    const confirmationHash = confirmation.hash
    return { ...subscription, channel, state: 'unconfirmed', stateReason, confirmationHash }
  }
  const needsNobody = saved !== null && subscription.state === 'unconfirmed'
  const state = needsNobody ? 'active' : subscription.state
  const stateReason = needsNobody ? null : subscription.stateReason
  const settled = { ...subscription, channel, state, stateReason }
  if (active === undefined || active === (state === 'active')) return settled
  if (!active) return { ...settled, state: 'disabled', stateReason: DISABLED_BY_HAND }
  if (state === 'unconfirmed') throw mustConfirm()
  return { ...settled, state: 'active', stateReason: null }
}

function mustConfirm(): FlatlineError {
  return new FlatlineError('subscription_inactive', 'Its address has not confirmed yet.', {
    hint: 'Follow the link in the message, or save the channel again to have a new one sent.',
  })
}
