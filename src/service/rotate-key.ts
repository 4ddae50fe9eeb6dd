import { formatKey, type Key } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import type { ShownKey } from './create-key.ts'
import { refreshKeyring } from './keyring.ts'
import { readKey } from './read-key.ts'

export const OVERLAP_MAX_MS = 30 * 86_400_000

/**
 * Gives a key a new secret under its old id, so that its hosts and its cap stay its own. The former
 * text works for `overlapMs` more (0 to 30 days); one from before that ends now. Throws
 * `not_found`, `out_of_range`.
 */
export async function rotateKey(
  ctx: Context,
  input: { readonly id: string; readonly overlapMs: number },
): Promise<ShownKey> {
  const { overlapMs } = input
  if (!(overlapMs >= 0 && overlapMs <= OVERLAP_MAX_MS)) throw overlapOutOfRange()
  const { value } = await readKey(ctx, input.id)
  const text = formatKey(value.id, ctx.entropy.bytes(32))
  const hash = ctx.entropy.sha256(text)
  const until = ctx.clock.read().wallMs + overlapMs
  const rotate = (key: Key): Key => ({ ...key, hash, former: { hash: key.hash, until } })
  const rotated = await changeRecord(ctx, 'key', value.id, rotate)
  await refreshKeyring(ctx)
  return { key: rotated.value, text }
}

function overlapOutOfRange(): FlatlineError {
  return new FlatlineError('out_of_range', 'The overlap is from 0 to 30 days.', {
    hint: 'Give an overlap such as "24h"; "0s" ends the former key at once.',
    errors: [{ pointer: '/overlap', detail: 'must be from 0 to 30 days' }],
  })
}
