import type { KeyId } from '../core/ids.ts'
import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'
import { drawToken } from './draw-secret.ts'
import type { Session } from './record-kinds.ts'
import { toWrite, writeRecord } from './write-record.ts'

export const SESSION_MS = 12 * 3_600_000
export const SESSIONS_MAX = 1_000
export const SESSIONS_PER_KEY_MAX = 100

/**
 * The token goes into the cookie and is not stored. Beyond 100 sessions of a key its oldest ends,
 * beyond 1,000 in all the oldest of all.
 */
export async function openSession(
  ctx: Context,
  input: { readonly key: Pick<Key, 'id'> },
): Promise<{ token: string; expiresAt: number }> {
  await makeRoom(ctx, input.key.id)
  const token = drawToken(ctx)
  const createdAt = ctx.clock.read().wallMs
  const expiresAt = createdAt + SESSION_MS
  const session: Session = {
    id: ctx.entropy.sha256(token),
    keyId: input.key.id,
    createdAt,
    expiresAt,
  }
  await writeRecord(ctx, 'session', session.id, session, 0)
  return { token, expiresAt }
}

async function makeRoom(ctx: Context, keyId: KeyId): Promise<void> {
  const now = ctx.clock.read().wallMs
  const { items } = await ctx.records.list('session', { orderBy: 'expiresAt', limit: SESSIONS_MAX })
  const living = items.filter(({ value }) => value.expiresAt > now)
  const own = living.filter(({ value }) => value.keyId === keyId)
  const ownSurplus = own.slice(0, Math.max(0, own.length - (SESSIONS_PER_KEY_MAX - 1)))
  const surplus = living.slice(0, Math.max(0, living.length - (SESSIONS_MAX - 1)))
  const surplusIds = new Set([...ownSurplus, ...surplus].map(({ value }) => value.id))
  const ending = items.filter(({ value }) => value.expiresAt <= now || surplusIds.has(value.id))
  if (ending.length === 0) return
  await ctx.records.write(
    ending.map(({ value, version }) => toWrite('session', value.id, null, version)),
  )
}
