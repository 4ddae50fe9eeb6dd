/**
 * Deleting a host, so that a crash between any two steps is finished by repeating the call:
 *
 * 1. Its record becomes retired; an open incident is withdrawn, which is an event in its outbox.
 * 2. Fan-out places that event: the incident is resolved, whoever was told hears the end of it.
 * 3. The pulse goes, then the record: a pulse without a record would count as a new host.
 * 4. A heartbeat of just then may have left a pulse that counts as retired: it goes too. The next
 *    heartbeat registers the host anew. The incidents stay as its history.
 */
import { type Host, withdrawForDeletion } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { fanOut } from './fan-out.ts'
import { notePending } from './note-pending.ts'
import type { Versioned } from './ports.ts'
import { countHost } from './room-for-hosts.ts'
import { recordedAs } from './settle-hosts.ts'
import { writeRecord } from './write-record.ts'

const ROUNDS_MAX = 5

/** Throws `not_found`, and `not_ready` if others keep changing the host. */
export async function deleteHost(ctx: Context, input: { hostId: HostId }): Promise<void> {
  const { hostId } = input
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const host = await withdraw(ctx, hostId)
    if (host === undefined) continue
    await ctx.pulses.remove(hostId)
    if (!(await writeRecord(ctx, 'host', hostId, null, host.version))) continue
    await forgetPulse(ctx, hostId)
    countHost(ctx, host.value.keyId, -1)
    ctx.log.info({ hostId }, 'host is deleted')
    return
  }
  throw new FlatlineError('not_ready', 'The host keeps changing while it is being deleted.', {
    hint: 'Repeat the request in a few seconds.',
    retryAfterSeconds: 5,
  })
}

/** The host, retired and with nothing left to be told; undefined if it changed meanwhile. */
async function withdraw(ctx: Context, hostId: HostId): Promise<Versioned<Host> | undefined> {
  const now = ctx.clock.read().wallMs
  const retire = (host: Host) => (host.state === 'retired' ? host : withdrawForDeletion(host, now))
  const retired = await changeRecord(ctx, 'host', hostId, retire)
  await ctx.pulses.settle([recordedAs(retired.value, retired.version)])
  if (retired.value.pendingEvents.length === 0) return retired
  notePending(ctx, retired.value)
  await fanOut(ctx)
  const [placed] = await ctx.records.get('host', [hostId])
  const done = placed?.value.state === 'retired' && placed.value.pendingEvents.length === 0
  return done ? placed : undefined
}

async function forgetPulse(ctx: Context, hostId: HostId): Promise<void> {
  const [pulse] = await ctx.pulses.read([hostId])
  if (pulse?.recorded === 'retired') await ctx.pulses.remove(hostId)
}
