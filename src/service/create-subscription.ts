import type { EventKind } from '../core/event.ts'
import type { SubscriptionId } from '../core/ids.ts'
import type { Match } from '../core/matcher.ts'
import { FlatlineError } from '../core/problem.ts'
import {
  DEFAULT_EVENTS,
  GROUP_INTERVAL_MS,
  GROUP_WAIT_MS,
  type Subscription,
} from '../core/subscription.ts'
import { addressToConfirm, askToConfirm, drawConfirmation, waitingFor } from './ask-to-confirm.ts'
import { completeTarget, type TargetInput } from './complete-target.ts'
import type { Context } from './context.ts'
import { drawId } from './draw-id.ts'
import { SUBSCRIPTIONS_MAX } from './fan-out.ts'
import type { Versioned } from './ports.ts'
import { writeRecord } from './write-record.ts'

export interface NewSubscription {
  readonly name: string
  readonly channel: TargetInput
  readonly events?: readonly EventKind[]
  readonly match?: Match
  readonly groupWaitMs?: number
  readonly groupIntervalMs?: number
}

export interface SavedSubscription {
  readonly subscription: Versioned<Subscription>
  /** A webhook secret that was generated just now: shown once. */
  readonly secret: string | null
}

/** Throws `limit_reached`, and what the channel finds wrong with its target. */
export async function createSubscription(
  ctx: Context,
  input: NewSubscription,
): Promise<SavedSubscription> {
  if ((await ctx.records.count('subscription', {})) >= SUBSCRIPTIONS_MAX) throw tooMany()
  const { target, secret } = await completeTarget(ctx, input.channel)
  const address = addressToConfirm(ctx, target)
  const confirmation = drawConfirmation(ctx)
  const value: Subscription = {
    id: drawId<SubscriptionId>(ctx),
    name: input.name,
    channel: target,
    events: input.events ?? DEFAULT_EVENTS,
    match: input.match ?? {},
    groupWaitMs: input.groupWaitMs ?? GROUP_WAIT_MS,
    groupIntervalMs: input.groupIntervalMs ?? GROUP_INTERVAL_MS,
    state: address === null ? 'active' : 'unconfirmed',
    stateReason: address === null ? null : waitingFor(address),
    confirmationHash: address === null ? null : confirmation.hash,
    createdAt: ctx.clock.read().wallMs,
  }
  if (!(await writeRecord(ctx, 'subscription', value.id, value, 0))) throw idTaken()
  const created = { value, version: 1 }
  if (address === null) return { subscription: created, secret }
  return { subscription: await askToConfirm(ctx, created, address, confirmation), secret }
}

function tooMany(): FlatlineError {
  return new FlatlineError('limit_reached', `There can be ${SUBSCRIPTIONS_MAX} subscriptions.`, {
    hint: 'Delete subscriptions that are no longer needed, or let several match more.',
  })
}

function idTaken(): FlatlineError {
  return new FlatlineError('conflict', 'The new id was taken already.', {
    hint: 'Repeat the request.',
  })
}
