import type { HostId } from '../core/ids.ts'
import type { Context } from './context.ts'

/** A heartbeat that is held longer than this holds up the judgement of its host no more. */
const HELD_MS_MAX = 30_000

/**
 * Hosts whose heartbeat has been read and waits for its commit. When it arrived nobody knows: it
 * may have been in time, whatever its host's pulse says until then.
 */
export function hostsOnTheirWay(ctx: Context): ReadonlySet<HostId> {
  const now = ctx.clock.read().wallMs
  const hosts = new Set<HostId>()
  for (const { at, heartbeats } of ctx.arriving) {
    if (Math.abs(now - at) > HELD_MS_MAX) continue
    for (const { hostId } of heartbeats) hosts.add(hostId)
  }
  return hosts
}
