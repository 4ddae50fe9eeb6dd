import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'

/**
 * How many more hosts a key may register. Counted in memory, so heartbeats that are in flight at
 * the same time may pass the cap by as many as they are.
 */
export async function roomForHosts(ctx: Context, key: Key): Promise<number> {
  const known = ctx.hostsByKey.get(key.id)
  if (known !== undefined) return key.hostsMax - known
  const counted = await ctx.records.count('host', { keyId: key.id })
  const registeredMeanwhile = ctx.hostsByKey.get(key.id) ?? 0
  ctx.hostsByKey.set(key.id, Math.max(counted, registeredMeanwhile))
  return key.hostsMax - counted
}

/** `by` is 1 for a host that registered and -1 for one that was deleted. */
export function countHost(ctx: Context, keyId: string | null, by: 1 | -1): void {
  const known = keyId === null ? undefined : ctx.hostsByKey.get(keyId)
  if (keyId !== null && known !== undefined) ctx.hostsByKey.set(keyId, known + by)
}
