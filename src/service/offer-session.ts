import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'
import { drawToken } from './draw-secret.ts'
import type { Session } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

export const OFFER_MS = 15 * 60_000
const TOKEN = /^[0-9A-Za-z]{43}$/

/** A token that opens one session of this key within 15 minutes. Only its digest is stored. */
export async function offerSession(ctx: Context, key: Pick<Key, 'id'>): Promise<string> {
  const token = drawToken(ctx)
  const createdAt = ctx.clock.read().wallMs
  const id = offerId(ctx, token)
  const offer: Session = { id, keyId: key.id, createdAt, expiresAt: createdAt + OFFER_MS }
  await writeRecord(ctx, 'session', id, offer, 0)
  return token
}

/**
 * The key behind the token, which is used up by that: of two who take it at once, one gets it.
 * Undefined if it is unknown, was taken or is too old, or its key is no longer good.
 */
export async function takeOffer(ctx: Context, token: string): Promise<Key | undefined> {
  if (!TOKEN.test(token)) return undefined
  const id = offerId(ctx, token)
  const [offer] = await ctx.records.get('session', [id])
  const now = ctx.clock.read().wallMs
  if (offer === undefined || now >= offer.value.expiresAt) return undefined
  if (!(await writeRecord(ctx, 'session', id, null, offer.version))) return undefined
  const key = ctx.keyring.get(offer.value.keyId)
  return key === undefined || (key.expiresAt !== null && now >= key.expiresAt) ? undefined : key
}

/** No token contains a colon, so no cookie is taken for an offer, nor an offer for a cookie. */
function offerId(ctx: Context, token: string): string {
  return ctx.entropy.sha256(`once:${token}`)
}
