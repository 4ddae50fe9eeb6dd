import { type Key, parseKey } from '../core/key.ts'
import type { Context } from './context.ts'
import { listAll } from './list-all.ts'

export const KEYS_MAX = 10_000

/** Reads all keys anew. A revoked key works until then: at most a second on a server. */
export async function refreshKeyring(ctx: Context): Promise<void> {
  const keys = await listAll(ctx.records, 'key', KEYS_MAX)
  const stored = keys.map(({ value }) => [value.id, value] as const)
  const builtIn = ctx.settings.builtInKeys.map((key) => [key.id, key] as const)
  ctx.keyring = new Map([...stored, ...builtIn])
}

/** The valid key behind a text. Undefined alike if malformed, unknown, revoked or expired. */
export function findKey(ctx: Context, text: string, now: number): Key | undefined {
  const id = parseKey(text)
  const key = id === undefined ? undefined : ctx.keyring.get(id)
  if (key === undefined) return undefined
  if (key.expiresAt !== null && now >= key.expiresAt) return undefined
  const hash = ctx.entropy.sha256(text)
  if (ctx.entropy.equal(hash, key.hash)) return key
  const { former } = key
  return former !== null && now < former.until && ctx.entropy.equal(hash, former.hash)
    ? key
    : undefined
}
