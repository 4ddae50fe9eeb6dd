import { announceHost, type Facts, type Host, retime } from '../core/host.ts'
import type { HostId, KeyId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import { nextEpoch } from './next-epoch.ts'
import type { Recorded, Versioned } from './ports.ts'
import { countHost, roomForHosts } from './room-for-hosts.ts'
import { recordedAs } from './settle-hosts.ts'
import { toWrite } from './write-record.ts'

export const ANNOUNCED_MAX = 1_000

export interface AnnouncedHost {
  readonly hostId: HostId
  /** Null: the default. */
  readonly timing: { readonly intervalMs: number; readonly timeoutMs: number } | null
  readonly facts: Facts
}

export type AnnounceResult = 'created' | 'exists'

/**
 * Makes hosts known before their first heartbeat; they wait and are never missing until it comes.
 * In order, one result per host; one that is known already stays as it is. The record is written
 * before the pulse, so that no sweep takes the new pulse for a heartbeat; a host that was left
 * without a pulse by a crash gets it when the call is repeated. Throws `too_many`, `host_quota`.
 */
export async function announceHosts(
  ctx: Context,
  input: { readonly hosts: readonly AnnouncedHost[]; readonly keyId: KeyId | null },
): Promise<AnnounceResult[]> {
  if (input.hosts.length > ANNOUNCED_MAX) {
    throw new FlatlineError('too_many', `At most ${ANNOUNCED_MAX} hosts fit into one request.`, {
      hint: 'Send them in several requests.',
    })
  }
  const unique = [
    ...new Map([...input.hosts].reverse().map((host) => [host.hostId, host])).values(),
  ]
  const known = await ctx.records.get('host', unique.map(hostIdOf))
  const fresh = unique.filter((_, index) => known[index] === undefined)
  await assertRoom(ctx, input.keyId, fresh.length)
  const created = await writeFresh(ctx, fresh, input.keyId)
  const incomplete = await withoutPulse(ctx, unique, known)
  for (const host of [...created.keys(), ...incomplete]) {
    await ctx.pulses.configure(host.hostId, { timing: host.timing })
  }
  await ctx.pulses.settle([...created.values(), ...marksOf(incomplete, known)])
  const createdIds = new Set([...created.keys()].map(hostIdOf))
  return input.hosts.map(({ hostId }) => (createdIds.delete(hostId) ? 'created' : 'exists'))
}

async function writeFresh(
  ctx: Context,
  hosts: readonly AnnouncedHost[],
  keyId: KeyId | null,
): Promise<Map<AnnouncedHost, Recorded>> {
  if (hosts.length === 0) return new Map()
  const now = ctx.clock.read().wallMs
  const records: Host[] = []
  for (const { hostId, facts, timing } of hosts) {
    const epoch = await nextEpoch(ctx, hostId)
    records.push(retime(announceHost({ hostId, facts, keyId, epoch, now }), timing))
  }
  const writes = records.map((record) => toWrite('host', record.hostId, record, 0))
  const applied = await ctx.records.write(writes)
  const created = new Map<AnnouncedHost, Recorded>()
  for (const [index, host] of hosts.entries()) {
    const record = records[index]
    if (record === undefined || applied[index] !== true) continue
    created.set(host, recordedAs(record, 1))
    countHost(ctx, keyId, 1)
  }
  return created
}

async function withoutPulse(
  ctx: Context,
  hosts: readonly AnnouncedHost[],
  known: readonly (Versioned<Host> | undefined)[],
): Promise<AnnouncedHost[]> {
  const waiting = hosts.filter((_, index) => known[index]?.value.state === 'waiting')
  const pulses = await ctx.pulses.read(waiting.map(hostIdOf))
  return waiting.filter((_, index) => pulses[index] === undefined)
}

function marksOf(
  hosts: readonly AnnouncedHost[],
  known: readonly (Versioned<Host> | undefined)[],
): Recorded[] {
  const wanted = new Set<string>(hosts.map(hostIdOf))
  return known.flatMap((record) =>
    record !== undefined && wanted.has(record.value.hostId)
      ? [recordedAs(record.value, record.version)]
      : [],
  )
}

async function assertRoom(ctx: Context, keyId: KeyId | null, hosts: number): Promise<void> {
  const key = keyId === null ? undefined : ctx.keyring.get(keyId)
  if (key === undefined || hosts === 0 || hosts <= (await roomForHosts(ctx, key))) return
  throw new FlatlineError('host_quota', `The key may register ${key.hostsMax} hosts in all.`, {
    hint: 'Delete hosts that are gone, or use a key with a larger hostsMax.',
  })
}

function hostIdOf(host: AnnouncedHost): HostId {
  return host.hostId
}
