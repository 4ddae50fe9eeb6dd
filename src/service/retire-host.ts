import { setAside } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { changeHost } from './change-host.ts'
import type { Context } from './context.ts'
import type { HostView } from './host-view.ts'

/** Takes a host out of watch for good, and keeps its history; an open incident is withdrawn. */
export async function retireHost(ctx: Context, input: { hostId: HostId }): Promise<HostView> {
  const now = ctx.clock.read().wallMs
  return changeHost(ctx, input.hostId, (host) => setAside(host, 'retired', now))
}
