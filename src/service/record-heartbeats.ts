import { factsPrint } from '../core/facts.ts'
import type { Facts } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { type Key, mayBeatFor, stampFacts } from '../core/key.ts'
import { refuse } from '../core/listening.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Beat, Edge } from './ports.ts'
import { roomForHosts } from './room-for-hosts.ts'
import { type SettleCase, settleHosts } from './settle-hosts.ts'

export interface Heartbeat {
  readonly hostId: HostId
  readonly timing?: { readonly intervalMs: number; readonly timeoutMs: number }
  /** 0 unless the host announced how long it will be gone. */
  readonly awayMs: number
  readonly facts: Facts
  readonly indicators?: Readonly<Record<string, number>>
}

const TRIES_MAX = 3

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
  const own = heartbeats.filter((heartbeat) => mayBeatFor(key, heartbeat.hostId))
  const held = { at: ctx.clock.read().wallMs }
  ctx.arriving.add(held)
  const edges = await store(ctx, key, own, held.at).finally(() => ctx.arriving.delete(held))
  await settleEdges(ctx, key, own, edges)
  return resultsOf(key, heartbeats, edges)
}

/** An edge per heartbeat. The clock may have been set back since they arrived. */
async function store(
  ctx: Context,
  key: Key,
  own: readonly Heartbeat[],
  arrivedAt: number,
): Promise<Edge[]> {
  const mayRegister = await hostsThatMayRegister(ctx, key, own)
  const at = Math.min(arrivedAt, ctx.clock.read().wallMs)
  const beats = own.map((heartbeat) =>
    toBeat(key, heartbeat, at, mayRegister === 'all' || mayRegister.has(heartbeat.hostId)),
  )
  return beats.length === 0 ? [] : beat(ctx, beats)
}

/** Near the cap of the key, only as many unknown hosts of a batch as there is room for. */
async function hostsThatMayRegister(
  ctx: Context,
  key: Key,
  heartbeats: readonly Heartbeat[],
): Promise<'all' | ReadonlySet<HostId>> {
  const room = await roomForHosts(ctx, key)
  if (room >= heartbeats.length) return 'all'
  const hostIds = [...new Set(heartbeats.map((heartbeat) => heartbeat.hostId))]
  const pulses = await ctx.pulses.read(hostIds)
  const unknown = hostIds.filter((_, index) => pulses[index] === undefined)
  return new Set(unknown.slice(0, Math.max(0, room)))
}

async function beat(ctx: Context, beats: readonly Beat[]): Promise<Edge[]> {
  try {
    return await ctx.pulses.beat(beats)
  } catch (error) {
    const overload = error instanceof FlatlineError && error.code === 'overloaded'
    ctx.listening = refuse(ctx.listening, overload ? 'overload' : 'store', ctx.clock.read().wallMs)
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
  try {
    let unsettled: readonly SettleCase[] = cases
    for (let tries = 0; tries < TRIES_MAX && unsettled.length > 0; tries++) {
      unsettled = await settleHosts(ctx, unsettled)
    }
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
