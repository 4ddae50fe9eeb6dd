import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'
import type { Page } from './ports.ts'

/** Stored keys by id, without those of the configuration. Throws `invalid_cursor`. */
export async function listKeys(
  ctx: Context,
  input: { readonly cursor?: string; readonly limit: number },
): Promise<Page<Key>> {
  return ctx.records.list('key', input)
}
