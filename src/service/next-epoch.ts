import { type HostId, incidentId } from '../core/ids.ts'
import type { Context } from './context.ts'

/** Incidents looked for by id, beyond those that a list shows which may lag behind. */
const PROBED = 4

/** One more than the last epoch this id ever had: ids of incidents outlive a deleted host. */
export async function nextEpoch(ctx: Context, hostId: HostId): Promise<number> {
  const { items } = await ctx.records.list('incident', {
    where: { hostId },
    orderBy: 'epoch',
    descending: true,
    limit: 1,
  })
  const latest = items[0]?.value
  const next = latest === undefined ? 0 : latest.epoch + 1
  return ctx.records.lagMs === 0 ? next : probeBeyond(ctx, hostId, next)
}

async function probeBeyond(ctx: Context, hostId: HostId, from: number): Promise<number> {
  let next = from
  for (;;) {
    const epochs = Array.from({ length: PROBED }, (_, index) => next + index)
    const ids = epochs.map((epoch) => incidentId(hostId, epoch))
    const found = await ctx.records.get('incident', ids)
    const last = found.findLastIndex((incident) => incident !== undefined)
    if (last < 0) return next
    next += last + 1
  }
}
