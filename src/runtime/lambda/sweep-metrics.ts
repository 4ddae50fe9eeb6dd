import type { Context } from '../../service/context.ts'
import type { Pulses } from '../../service/ports.ts'
import type { PeerSeen } from '../../service/take-over.ts'
import type { EmfChoice } from './emf-meter.ts'

/** What the alarms of infra/ look at, by the name the meter is called with. */
export const SWEEP_METRICS: EmfChoice = {
  sweep_completed: [{ name: 'SweepCompleted', unit: 'Count' }],
  sweep_age: [{ name: 'SweepAgeSeconds', unit: 'Seconds' }],
  sweep_seconds: [{ name: 'SweepSeconds', unit: 'Seconds' }],
  hosts_scanned: [{ name: 'HostsScanned', unit: 'Count' }],
  suspect_share: [{ name: 'SuspectShare', unit: 'Percent' }],
  oldest_event: [{ name: 'OldestEventSeconds', unit: 'Seconds' }],
  dead_deliveries: [{ name: 'DeadDeliveries', unit: 'Count' }],
  peer_age: [{ name: 'PeerAgeSeconds', unit: 'Seconds' }],
  canary_age: [{ name: 'CanaryAgeSeconds', unit: 'Seconds' }],
}

const LISTED_MAX = 100
/** A dead delivery is told once; it stays in the list for ninety days. */
const DEAD_WITHIN_MS = 15 * 60_000

export interface SweepFigures {
  readonly looked: number
  readonly tookMs: number
  /** Since the sweep before this one was completed; null if there was none. */
  readonly ageMs: number | null
}

export async function measureSweep(
  ctx: Context,
  home: Pulses,
  { looked, tookMs, ageMs }: SweepFigures,
): Promise<void> {
  const { total } = await home.tally(ctx.listening.listeningSince, ctx.clock.read().wallMs)
  const hosts = Object.values(total).reduce((sum, count) => sum + count, 0)
  ctx.meter.count('sweep_completed')
  ctx.meter.gauge('sweep_seconds', tookMs / 1_000)
  if (ageMs !== null) ctx.meter.gauge('sweep_age', ageMs / 1_000)
  ctx.meter.gauge('hosts_scanned', hosts)
  ctx.meter.gauge('suspect_share', hosts === 0 ? 0 : (100 * looked) / hosts)
}

export async function measureBacklog(ctx: Context): Promise<void> {
  const now = ctx.clock.read().wallMs
  const pending = await ctx.records.list('host', { where: { pending: 1 }, limit: LISTED_MAX })
  const noticed = pending.items.flatMap(({ value }) => value.pendingEvents)
  const oldest = noticed.reduce((least, event) => Math.min(least, event.noticedAt), now)
  ctx.meter.gauge('oldest_event', (now - oldest) / 1_000)
  const dead = await ctx.records.list('delivery', {
    where: { state: 'dead' },
    orderBy: 'createdAt',
    descending: true,
    limit: LISTED_MAX,
  })
  const lately = dead.items.filter(({ value }) => (value.endedAt ?? 0) > now - DEAD_WITHIN_MS)
  ctx.meter.gauge('dead_deliveries', lately.length)
}

export function measurePeer(ctx: Context, { sweptAt }: PeerSeen): void {
  if (sweptAt === null) return
  ctx.meter.gauge('peer_age', Math.max(0, ctx.clock.read().wallMs - sweptAt) / 1_000)
}
