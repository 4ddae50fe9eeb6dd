import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'

const TOKEN = /^[0-9A-Za-z]{43}$/

export interface LivingSession {
  readonly key: Key
  readonly expiresAt: number
}

/**
 * The key behind a cookie's token, or undefined: malformed, unknown and expired alike, and also
 * once the key was revoked or has expired.
 */
export async function findSession(ctx: Context, token: string): Promise<LivingSession | undefined> {
  if (!TOKEN.test(token)) return undefined
  const [session] = await ctx.records.get('session', [ctx.entropy.sha256(token)])
  const now = ctx.clock.read().wallMs
  if (session === undefined || now >= session.value.expiresAt) return undefined
  const key = ctx.keyring.get(session.value.keyId)
  if (key === undefined || (key.expiresAt !== null && now >= key.expiresAt)) return undefined
  const expiresAt = Math.min(session.value.expiresAt, key.expiresAt ?? Number.POSITIVE_INFINITY)
  return { key, expiresAt }
}
