import { resumeHost as resumeRecord } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { changeHost } from './change-host.ts'
import type { Context } from './context.ts'
import { grantTimeout } from './grant-timeout.ts'
import { type HostView, viewHost } from './host-view.ts'
import { readRecord } from './read-record.ts'

/**
 * Watches a paused or retired host again, with a full timeout from now. The pulse learns of that
 * before the record does, so that no sweep can judge the host by its old heartbeat.
 */
export async function resumeHost(ctx: Context, input: { hostId: HostId }): Promise<HostView> {
  const { hostId } = input
  const record = await readRecord(ctx, 'host', hostId)
  const { state } = record.value
  if (state !== 'paused' && state !== 'retired') return viewHost(ctx, record)
  const now = ctx.clock.read().wallMs
  const isHeard = await grantTimeout(ctx, hostId)
  const isShared = ctx.settings.flightMs > 0
  return changeHost(ctx, hostId, (host) => resumeRecord(host, now, { isHeard, isShared }))
}
