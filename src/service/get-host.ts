import type { HostId } from '../core/ids.ts'
import type { Context } from './context.ts'
import { type HostView, viewHost } from './host-view.ts'
import { readRecord } from './read-record.ts'

/** Throws `not_found`. */
export async function getHost(ctx: Context, hostId: HostId): Promise<HostView> {
  return viewHost(ctx, await readRecord(ctx, 'host', hostId))
}
