import { type Host, type Labels, retime } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { showChange } from './change-host.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { grantTimeout } from './grant-timeout.ts'
import type { HostView } from './host-view.ts'
import { readRecord } from './read-record.ts'

export interface HostEdit {
  readonly hostId: HostId
  /** The version the caller has seen; null for whatever there is. */
  readonly ifVersion: number | null
  /** What is left out stays. `site` null clears it; `labels` replace all there were. */
  readonly facts?: { readonly site?: string | null; readonly labels?: Labels }
  /** Null goes back to the default. A heartbeat that carries its own timing wins again. */
  readonly timing?: { readonly intervalMs: number; readonly timeoutMs: number } | null
}

/**
 * What is edited here stays until a heartbeat says something else than it did before. A host that
 * is up gets a full timeout under a new timing. Throws `not_found`, `precondition_failed`.
 */
export async function editHost(ctx: Context, edit: HostEdit): Promise<HostView> {
  const { hostId, timing } = edit
  const before = await readRecord(ctx, 'host', hostId)
  const after = await changeRecord(
    ctx,
    'host',
    hostId,
    // A new timing is written too, as a new version: the ETag that others hold is out of date.
    (host) => edited(host, edit),
    edit.ifVersion,
  )
  if (timing !== undefined) await setTiming(ctx, after.value, timing)
  return showChange(ctx, before, after)
}

function edited(host: Host, { facts, timing }: HostEdit): Host {
  const timed = timing === undefined ? host : retime(host, timing)
  if (facts === undefined) return timed
  return {
    ...timed,
    site: facts.site === undefined ? host.site : facts.site,
    labels: facts.labels ?? host.labels,
  }
}

async function setTiming(
  ctx: Context,
  host: Host,
  timing: NonNullable<HostEdit['timing']> | null,
): Promise<void> {
  const [pulse] = await ctx.pulses.read([host.hostId])
  const same =
    timing !== null &&
    timing.intervalMs === pulse?.intervalMs &&
    timing.timeoutMs === pulse.timeoutMs
  if (host.state === 'up' && !same) await grantTimeout(ctx, host.hostId, { timing })
  else await ctx.pulses.configure(host.hostId, { timing })
}
