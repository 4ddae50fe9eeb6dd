import type { HostId } from '../core/ids.ts'
import type { Context } from './context.ts'

/** One more than the last epoch this id ever had: ids of incidents outlive a deleted host. */
export async function nextEpoch(ctx: Context, hostId: HostId): Promise<number> {
  const { items } = await ctx.records.list('incident', {
    where: { hostId },
    orderBy: 'epoch',
    descending: true,
    limit: 1,
  })
  const latest = items[0]?.value
  return latest === undefined ? 0 : latest.epoch + 1
}
