import { factsPrint } from '../core/facts.ts'
import type { Facts } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { type Key, mayBeatFor, stampFacts } from '../core/key.ts'
import { refuse } from '../core/listening.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Beat, Edge } from './ports.ts'
import { knownRoom, roomForHosts } from './room-for-hosts.ts'
import type { SettleCase } from './settle-hosts.ts'

export interface Heartbeat {
  readonly hostId: HostId
  readonly timing?: { readonly intervalMs: number; readonly timeoutMs: number }
  /** 0 unless the host announced how long it will be gone. */
  readonly awayMs: number
  readonly facts: Facts
  readonly indicators?: Readonly<Record<string, number>>
}

const TRIES_MAX = 3
/** After a mass outage the sweep settles the rest: all that it needs to know is in the pulses. */
const RETURNING_MAX = 500

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
  const held = { at: ctx.clock.read().wallMs, heartbeats: own }
  ctx.arriving.add(held)
  const edges = await store(ctx, key, own, held.at).finally(() => ctx.arriving.delete(held))
  await settleEdges(ctx, key, own, edges)
  return resultsOf(key, heartbeats, edges)
}

/**
 * An edge per heartbeat. Hosts that are known need no count of hosts, so that only what is new to
 * the pulses asks for room. The clock may have been set back since the heartbeats arrived.
 */
async function store(
  ctx: Context,
  key: Key,
  own: readonly Heartbeat[],
  arrivedAt: number,
): Promise<Edge[]> {
  if (own.length === 0) return []
  const at = Math.min(arrivedAt, ctx.clock.read().wallMs)
  const roomy = knownRoom(ctx, key) >= own.length
  const edges = await beat(
    ctx,
    own.map((heartbeat) => toBeat(key, heartbeat, at, roomy)),
  )
  const unknown = own.filter((_, index) => edges[index] === 'refused')
  if (unknown.length === 0) return edges
  const ids = [...new Set(unknown.map(({ hostId }) => hostId))]
  const admitted = await noting(ctx, () => admit(ctx, key, ids))
  const again = unknown.map((heartbeat) =>
    toBeat(key, heartbeat, at, admitted.has(heartbeat.hostId)),
  )
  const second = await beat(ctx, again)
  let next = 0
  return edges.map((edge) => (edge === 'refused' ? (second[next++] ?? edge) : edge))
}

/** One that is recorded has only lost its pulse. Of the others, as many as there is room for. */
async function admit(
  ctx: Context,
  key: Key,
  hostIds: readonly HostId[],
): Promise<ReadonlySet<HostId>> {
  const room = Math.max(0, await roomForHosts(ctx, key))
  if (room >= hostIds.length) return new Set(hostIds)
  const records = await ctx.records.get('host', hostIds)
  const recorded = hostIds.filter((_, index) => records[index] !== undefined)
  const fresh = hostIds.filter((_, index) => records[index] === undefined)
  return new Set([...recorded, ...fresh.slice(0, room)])
}

function beat(ctx: Context, beats: readonly Beat[]): Promise<Edge[]> {
  return noting(ctx, () => ctx.pulses.beat(beats))
}

/** Whatever keeps us from taking a heartbeat is our fault, and nobody is judged by it. */
async function noting<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
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
    facts: factsPrint(factsOf(key, heartbeat)),
    mayRegister,
    ...(timing === undefined ? {} : { timing }),
    ...(indicators === undefined ? {} : { indicators }),
  }
}

function factsOf(key: Key, { facts, timing }: Heartbeat): Facts {
  const stamped = stampFacts(key, facts)
  return timing === undefined ? stamped : { ...stamped, timing }
}

/** What an edge starts, the next sweep would do too: a failure here costs time, not truth. */
async function settleEdges(
  ctx: Context,
  key: Key,
  heartbeats: readonly Heartbeat[],
  edges: readonly Edge[],
): Promise<void> {
  const cases: SettleCase[] = []
  let returning = 0
  for (const [index, heartbeat] of heartbeats.entries()) {
    const edge = edges[index]
    if (edge === undefined || edge === 'none' || edge === 'refused') continue
    if (edge === 'returned') {
      if (ctx.returning + returning >= RETURNING_MAX) continue
      returning++
    }
    cases.push({ hostId: heartbeat.hostId, facts: factsOf(key, heartbeat), keyId: key.id })
  }
  if (cases.length === 0) return
  ctx.returning += returning
  try {
    // Most heartbeats have no edge: a process that only hears them starts faster without this.
    const { settleHosts } = await import('./settle-hosts.ts')
    let unsettled: readonly SettleCase[] = cases
    for (let tries = 0; tries < TRIES_MAX && unsettled.length > 0; tries++) {
      unsettled = await settleHosts(ctx, unsettled)
    }
  } catch (error) {
    ctx.log.warn({ error, hosts: cases.length }, 'hosts are left to the next sweep')
  } finally {
    ctx.returning -= returning
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
