import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'

/**
 * How many more hosts a key may register. Counted in memory, so heartbeats that are in flight at
 * the same time may pass the cap by as many as they are.
 */
export async function roomForHosts(ctx: Context, key: Key): Promise<number> {
  const known = ctx.hostsByKey.get(key.id)
  if (known !== undefined) return key.hostsMax - known
  const counting = ctx.countingHosts.get(key.id) ?? countAll(ctx, key)
  return key.hostsMax - (await counting)
}

/** The same without a look at the store; 0 if the hosts of the key were not counted yet. */
export function knownRoom(ctx: Context, key: Key): number {
  const known = ctx.hostsByKey.get(key.id)
  return known === undefined ? 0 : key.hostsMax - known
}

/** Once per key, however many heartbeats wait for it. */
function countAll(ctx: Context, { id }: Key): Promise<number> {
  const counting = ctx.records
    .count('host', { keyId: id })
    .then((counted) => {
      ctx.hostsByKey.set(id, counted)
      return counted
    })
    .finally(() => ctx.countingHosts.delete(id))
  ctx.countingHosts.set(id, counting)
  return counting
}

/** `by` is 1 for a host that registered and -1 for one that was deleted. */
export function countHost(ctx: Context, keyId: string | null, by: 1 | -1): void {
  const known = keyId === null ? undefined : ctx.hostsByKey.get(keyId)
  if (keyId !== null && known !== undefined) ctx.hostsByKey.set(keyId, known + by)
}
