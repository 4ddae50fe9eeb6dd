import { factsPrint } from '../core/facts.ts'
import type { Facts } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { type Key, mayBeatFor, stampFacts } from '../core/key.ts'
import { refuse } from '../core/listening.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Beat, Edge } from './ports.ts'
import { roomForHosts } from './room-for-hosts.ts'
import { settleHosts } from './settle-hosts.ts'

export interface Heartbeat {
  readonly hostId: HostId
  readonly timing?: { readonly intervalMs: number; readonly timeoutMs: number }
  /** 0 unless the host announced how long it will be gone. */
  readonly awayMs: number
  readonly facts: Facts
  readonly indicators?: Readonly<Record<string, number>>
}

export type HeartbeatResult = 'recorded' | 'foreign_host' | 'host_quota'

/**
 * Resolves, one result per heartbeat, when all that are `recorded` are durable. Rejects with
 * `store_unavailable` or `overloaded`; nothing was acknowledged then, and nobody is judged by it.
 */
export async function recordHeartbeats(
  ctx: Context,
  key: Key,
  heartbeats: readonly Heartbeat[],
): Promise<HeartbeatResult[]> {
  const now = ctx.clock.read().wallMs
  const room = await roomForHosts(ctx, key)
  const own = heartbeats.filter((heartbeat) => mayBeatFor(key, heartbeat.hostId))
  const beats = own.map((heartbeat) => toBeat(key, heartbeat, now, room > 0))
  const edges = beats.length === 0 ? [] : await beat(ctx, beats, now)
  await settleEdges(ctx, key, own, edges)
  return resultsOf(key, heartbeats, edges)
}

async function beat(ctx: Context, beats: readonly Beat[], now: number): Promise<Edge[]> {
  try {
    return await ctx.pulses.beat(beats)
  } catch (error) {
    const overload = error instanceof FlatlineError && error.code === 'overloaded'
    ctx.listening = refuse(ctx.listening, overload ? 'overload' : 'store', now)
    throw error
  }
}

function toBeat(key: Key, heartbeat: Heartbeat, at: number, mayRegister: boolean): Beat {
  const { hostId, timing, awayMs, indicators } = heartbeat
  return {
    hostId,
    at,
    awayMs,
    facts: factsPrint(stampFacts(key, heartbeat.facts)),
    mayRegister,
    ...(timing === undefined ? {} : { timing }),
    ...(indicators === undefined ? {} : { indicators }),
  }
}

/** What an edge starts, the next sweep would do too: a failure here costs time, not truth. */
async function settleEdges(
  ctx: Context,
  key: Key,
  heartbeats: readonly Heartbeat[],
  edges: readonly Edge[],
): Promise<void> {
  const cases = heartbeats.flatMap((heartbeat, index) => {
    const edge = edges[index]
    if (edge === undefined || edge === 'none' || edge === 'refused') return []
    return [{ hostId: heartbeat.hostId, facts: stampFacts(key, heartbeat.facts), keyId: key.id }]
  })
  if (cases.length === 0) return
  try {
    await settleHosts(ctx, cases)
  } catch (error) {
    ctx.log.warn({ error, hosts: cases.length }, 'hosts are left to the next sweep')
  }
}

function resultsOf(
  key: Key,
  heartbeats: readonly Heartbeat[],
  edges: readonly Edge[],
): HeartbeatResult[] {
  let next = 0
  return heartbeats.map((heartbeat) => {
    if (!mayBeatFor(key, heartbeat.hostId)) return 'foreign_host'
    return edges[next++] === 'refused' ? 'host_quota' : 'recorded'
  })
}
