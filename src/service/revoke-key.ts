import { allows } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import { refreshKeyring } from './keyring.ts'
import { readKey } from './read-key.ts'
import { writeRecord } from './write-record.ts'

const ATTEMPTS_MAX = 5

/**
 * The key ends in this process at once, and with it every session that it opened. Throws
 * `not_found`, and `last_admin_key` rather than lock everybody out: two admins who revoke each
 * other at once both see after their write that nobody is left, and undo it.
 */
export async function revokeKey(ctx: Context, input: { readonly id: string }): Promise<void> {
  const { id } = input
  await refreshKeyring(ctx)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { value, version } = await readKey(ctx, id)
    if (allows(value, 'admin') && !anotherAdmin(ctx, id)) throw lastAdmin()
    if (!(await writeRecord(ctx, 'key', id, null, version))) continue
    await refreshKeyring(ctx)
    if (!allows(value, 'admin') || anotherAdmin(ctx, id)) return
    await writeRecord(ctx, 'key', id, value, 0)
    await refreshKeyring(ctx)
    throw lastAdmin()
  }
  throw new FlatlineError('conflict', 'The key is being changed by others at this moment.', {
    hint: 'Repeat the request.',
    retryAfterSeconds: 1,
  })
}

function anotherAdmin(ctx: Context, id: string): boolean {
  const now = ctx.clock.read().wallMs
  return [...ctx.keyring.values()].some((key) => {
    const valid = key.expiresAt === null || now < key.expiresAt
    return key.id !== id && valid && allows(key, 'admin')
  })
}

function lastAdmin(): FlatlineError {
  return new FlatlineError('last_admin_key', 'This is the last key with the scope admin.', {
    hint: 'Create another admin key first, and revoke this one with it.',
  })
}
