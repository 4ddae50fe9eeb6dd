import type { Host, HostChange } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { doubt } from './doubt.ts'
import { fanOut } from './fan-out.ts'
import { type HostView, viewHost } from './host-view.ts'
import { notePending } from './note-pending.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'
import { recordedAs } from './settle-hosts.ts'

/**
 * Writes a change of state that a person asked for and tells the pulses. One that changes nothing
 * is no error. A full outbox is emptied first. Throws `not_found`, `conflict`, `not_ready`.
 */
export async function changeHost(
  ctx: Context,
  hostId: HostId,
  change: (host: Host) => HostChange,
): Promise<HostView> {
  const before = await readRecord(ctx, 'host', hostId)
  if (isHeldBack(change(before.value))) await fanOut(ctx)
  doubt(ctx, hostId)
  const record = await changeRecord(ctx, 'host', hostId, (host) => {
    const outcome = change(host)
    if (isHeldBack(outcome)) throw heldBack()
    return outcome.kind === 'changed' ? outcome.host : host
  })
  const view = await showChange(ctx, before, record)
  ctx.doubtful.delete(hostId)
  return view
}

/** Tells the pulses what is recorded now; repeating it is harmless. */
export async function showChange(
  ctx: Context,
  before: Versioned<Host>,
  after: Versioned<Host>,
): Promise<HostView> {
  notePending(ctx, after.value)
  await ctx.pulses.settle([recordedAs(after.value, after.version)])
  const { hostId, state, epoch } = after.value
  if (before.value.state !== state) {
    ctx.meter.count('flatline_host_changes_total', 1, { state })
    ctx.log.info({ hostId, epoch }, `host is ${state}`)
  }
  return viewHost(ctx, after)
}

function isHeldBack(change: HostChange): boolean {
  return change.kind === 'unchanged' && change.reason === 'outbox full'
}

function heldBack(): FlatlineError {
  return new FlatlineError('not_ready', 'Earlier events of this host are still being placed.', {
    hint: 'Repeat the request in a few seconds.',
    retryAfterSeconds: 5,
  })
}
