import type { HostId } from '../core/ids.ts'
import type { Context } from './context.ts'

/** A store that fails for longer fails for many: what is beyond this a start makes right. */
const DOUBTFUL_MAX = 100_000

/** A write of the host's record failed: the next sweep tells its pulse what it has come to. */
export function doubt(ctx: Context, hostId: HostId): void {
  if (ctx.doubtful.size < DOUBTFUL_MAX) ctx.doubtful.add(hostId)
}
