import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'
import { drawToken } from './draw-secret.ts'
import type { Session } from './record-kinds.ts'
import { toWrite, writeRecord } from './write-record.ts'

export const SESSION_MS = 12 * 3_600_000
export const SESSIONS_MAX = 1_000

/** The token goes into the cookie and is not stored. Beyond 1,000 sessions the oldest ends. */
export async function openSession(
  ctx: Context,
  input: { readonly key: Pick<Key, 'id'> },
): Promise<{ token: string; expiresAt: number }> {
  await makeRoom(ctx)
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

async function makeRoom(ctx: Context): Promise<void> {
  const now = ctx.clock.read().wallMs
  const { items } = await ctx.records.list('session', { orderBy: 'expiresAt', limit: SESSIONS_MAX })
  const surplus = items.length - (SESSIONS_MAX - 1)
  const ending = items.filter(({ value }, index) => value.expiresAt <= now || index < surplus)
  if (ending.length === 0) return
  await ctx.records.write(
    ending.map(({ value, version }) => toWrite('session', value.id, null, version)),
  )
}
