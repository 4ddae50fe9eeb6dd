import { type Delivery, type Outcome, recordAttempt } from '../core/delivery.ts'
import type { Message } from '../core/message.ts'
import type { Subscription, Target } from '../core/subscription.ts'
import type { Context } from './context.ts'
import type { Channel, Versioned } from './ports.ts'

/** One attempt: sends, then records the outcome. Rejects only if the outcome cannot be stored. */
export async function attemptDelivery(
  ctx: Context,
  subscription: Versioned<Subscription>,
  delivery: Versioned<Delivery>,
): Promise<void> {
  const started = ctx.clock.read()
  const outcome = await sendMessage(ctx, subscription.value, delivery.value.message)
  const durationMs = Math.round(ctx.clock.read().monotonicMs - started.monotonicMs)
  const attempt = { at: started.wallMs, durationMs, outcome }
  const after = recordAttempt(delivery.value, attempt, ctx.entropy.jitter())
  const { id } = after
  await ctx.records.write([{ kind: 'delivery', id, value: after, ifVersion: delivery.version }])
  ctx.meter.count('flatline_deliveries_total', 1, { outcome: after.state })
  ctx.stream.publish('delivery', { id, state: after.state })
  if (outcome.kind !== 'accepted') logFailure(ctx, subscription.value, after, outcome)
  if (outcome.kind === 'refused') await disable(ctx, subscription, outcome.detail)
}

/** Also for messages that are no deliveries: tests and confirmations. */
export async function sendMessage(
  ctx: Context,
  subscription: Pick<Subscription, 'name' | 'channel'>,
  message: Message,
): Promise<Outcome> {
  const target = subscription.channel
  try {
    return await channelFor(ctx, target).send(target, message, subscription)
  } catch (error) {
    ctx.log.error({ error, channel: target.kind }, 'a channel broke its promise not to reject')
    return { kind: 'failed', detail: 'internal error in the channel' }
  }
}

/** The kind of the target chooses the channel, which the compiler cannot follow. */
export function channelFor(ctx: Context, target: Target): Channel {
  return ctx.channels[target.kind] as Channel
}

function logFailure(
  ctx: Context,
  subscription: Subscription,
  delivery: Delivery,
  outcome: Outcome,
): void {
  const { id, state, attemptsTotal, nextAttemptAt } = delivery
  const fields = { id, subscription: subscription.name, state, attemptsTotal, nextAttemptAt }
  ctx.log.warn({ ...fields, detail: outcome.detail }, 'a message was not delivered')
}

async function disable(
  ctx: Context,
  { value, version }: Versioned<Subscription>,
  reason: string,
): Promise<void> {
  const disabled = { ...value, state: 'disabled', stateReason: reason } as const
  const write = { kind: 'subscription', id: value.id, value: disabled, ifVersion: version } as const
  await ctx.records.write([write])
  ctx.log.warn({ subscription: value.name, reason }, 'the receiver refused for good: disabled')
}
