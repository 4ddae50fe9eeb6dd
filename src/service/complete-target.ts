import type { Subscription, Target } from '../core/subscription.ts'
import { channelFor } from './attempt-delivery.ts'
import type { Context } from './context.ts'
import { drawWebhookSecret } from './draw-secret.ts'

/** Where messages shall go, as a person says it: a webhook's secret may be left to us. */
export type TargetInput =
  | Exclude<Target, { kind: 'webhook' }>
  | { readonly kind: 'webhook'; readonly url: string; readonly secret?: string }

export interface CompletedTarget {
  readonly target: Target
  /** The secret that was generated, to be shown once; null if none was. */
  readonly secret: string | null
}

/**
 * Completes a target and asks its channel whether it can work. An edited webhook keeps the secret
 * it has. Throws what the channel finds wrong (`forbidden_url`, `smtp_not_configured`, …).
 */
export async function completeTarget(
  ctx: Context,
  input: TargetInput,
  former?: Subscription,
): Promise<CompletedTarget> {
  const completed = complete(ctx, input, former?.channel)
  await channelFor(ctx, completed.target).check(completed.target)
  return completed
}

function complete(ctx: Context, input: TargetInput, former: Target | undefined): CompletedTarget {
  if (input.kind !== 'webhook') return { target: input, secret: null }
  const { kind, url } = input
  const known = input.secret ?? (former?.kind === 'webhook' ? former.secret : undefined)
  if (known !== undefined) return { target: { kind, url, secret: known }, secret: null }
  const secret = drawWebhookSecret(ctx)
  return { target: { kind, url, secret }, secret }
}
