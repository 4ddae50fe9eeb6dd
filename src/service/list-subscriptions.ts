import type { Subscription } from '../core/subscription.ts'
import type { Context } from './context.ts'
import type { Page } from './ports.ts'

/** By id. Throws `invalid_cursor`. */
export async function listSubscriptions(
  ctx: Context,
  input: { readonly cursor?: string; readonly limit: number },
): Promise<Page<Subscription>> {
  return ctx.records.list('subscription', input)
}
