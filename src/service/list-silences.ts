import type { Silence } from '../core/silence.ts'
import type { Context } from './context.ts'
import type { Page } from './ports.ts'

/** By id; ended ones stay in the list for a while. Throws `invalid_cursor`. */
export async function listSilences(
  ctx: Context,
  input: { readonly cursor?: string; readonly limit: number },
): Promise<Page<Silence>> {
  return ctx.records.list('silence', input)
}
