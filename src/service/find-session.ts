import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'

const TOKEN = /^[0-9A-Za-z]{43}$/

/**
 * The key behind a cookie's token, or undefined: malformed, unknown and expired alike, and also
 * once the key was revoked or has expired.
 */
export async function findSession(ctx: Context, token: string): Promise<Key | undefined> {
  if (!TOKEN.test(token)) return undefined
  const [session] = await ctx.records.get('session', [ctx.entropy.sha256(token)])
  const now = ctx.clock.read().wallMs
  if (session === undefined || now >= session.value.expiresAt) return undefined
  const key = ctx.keyring.get(session.value.keyId)
  if (key === undefined || (key.expiresAt !== null && now >= key.expiresAt)) return undefined
  return key
}
