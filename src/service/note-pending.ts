import type { Host } from '../core/host.ts'
import type { Context } from './context.ts'

const NOTED_MAX = 10_000

/** Where lists lag behind, fan-out is told whom to look at; what is beyond the bound it lists. */
export function notePending(ctx: Context, host: Host): void {
  if (ctx.records.lagMs === 0 || host.pendingEvents.length === 0) return
  if (ctx.pendingHosts.size < NOTED_MAX) ctx.pendingHosts.add(host.hostId)
}
