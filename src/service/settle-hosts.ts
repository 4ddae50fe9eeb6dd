import {
  announceHost,
  type Facts,
  type Host,
  hearHost,
  learnFacts,
  missHost,
  registerHost,
} from '../core/host.ts'
import type { HostId, KeyId } from '../core/ids.ts'
import type { Context } from './context.ts'
import { doubt } from './doubt.ts'
import { heardUntil } from './heard-until.ts'
import { nextEpoch } from './next-epoch.ts'
import { notePending } from './note-pending.ts'
import { hostsOnTheirWay } from './on-their-way.ts'
import type { Pulse, Recorded, Versioned, Write } from './ports.ts'
import { countHost } from './room-for-hosts.ts'
import { writeIncidents } from './write-incidents.ts'

export interface SettleCase {
  readonly hostId: HostId
  /** What a heartbeat said just now; absent when the sweep asks. */
  readonly facts?: Facts
  readonly keyId?: KeyId
}

const NONE: ReadonlySet<HostId> = new Set()

/** What a heartbeat asks for is of a host that was just heard. */
function isAskedBySweep({ facts }: SettleCase): boolean {
  return facts === undefined
}

/** Read before the pulses are, so that a heartbeat that comes meanwhile counts for its host. */
interface Judging {
  readonly listeningSince: number
  readonly heardUntil: number
  readonly onTheirWay: ReadonlySet<HostId>
}

interface Decision {
  readonly before: Versioned<Host> | undefined
  readonly after: Host
}

/**
 * Brings the records of some hosts in line with their pulses, each by one conditional write, and
 * tells the pulses what is recorded now. Repeating it, or doing it twice at once, changes nothing.
 * Incidents are written at once, ahead of fan-out, so that they are on record while people are
 * told. Returns the cases whose record changed under our hands: to be tried again, or left to the
 * next sweep. At most 1,000 cases.
 */
export async function settleHosts(
  ctx: Context,
  cases: readonly SettleCase[],
): Promise<SettleCase[]> {
  const unique = [...new Map(cases.map((each) => [each.hostId, each])).values()]
  const hostIds = unique.map((each) => each.hostId)
  const records = await ctx.records.get('host', hostIds)
  const judging = {
    listeningSince: ctx.listening.listeningSince,
    heardUntil: heardUntil(ctx),
    onTheirWay: unique.some(isAskedBySweep) ? hostsOnTheirWay(ctx) : NONE,
  }
  const pulses = await ctx.pulses.read(hostIds)
  const decisions: Decision[] = []
  for (const [index, each] of unique.entries()) {
    const pulse = pulses[index]
    const before = records[index]
    if (pulse === undefined) continue
    const after = await decide(ctx, each, before?.value, pulse, judging)
    decisions.push({ before, after })
  }
  const lost = await writeDecisions(ctx, decisions)
  return unique.filter(({ hostId }) => lost.has(hostId))
}

async function decide(
  ctx: Context,
  { hostId, facts = {}, keyId = undefined }: SettleCase,
  host: Host | undefined,
  pulse: Pulse,
  { listeningSince, heardUntil, onTheirWay }: Judging,
): Promise<Host> {
  const now = ctx.clock.read().wallMs
  if (host === undefined) {
    const epoch = await nextEpoch(ctx, hostId)
    const fresh = { hostId, facts, keyId: keyId ?? null, epoch, now }
    return pulse.heardAt === 0 ? announceHost(fresh) : registerHost(fresh, pulse)
  }
  const learned = learnFacts(host, facts)
  const owned = learned.keyId === null && keyId ? { ...learned, keyId } : learned
  if (owned.state === 'up' && onTheirWay.has(hostId)) return owned
  const change =
    owned.state === 'up'
      ? missHost(owned, asRecorded(owned, pulse), listeningSince, heardUntil)
      : hearHost(owned, pulse, listeningSince, now)
  return change.kind === 'changed' ? change.host : owned
}

/**
 * A row made by a heartbeat that came here may lack the timing that the other region knows: that
 * cannot be asked, or is just handing it over.
 */
function asRecorded({ timing }: Host, pulse: Pulse): Pulse {
  const longer = timing !== null && timing.timeoutMs > pulse.timeoutMs
  return longer ? { ...pulse, ...timing } : pulse
}

/** Returns the hosts whose write was lost to another. */
async function writeDecisions(
  ctx: Context,
  decisions: readonly Decision[],
): Promise<ReadonlySet<HostId>> {
  const changed = decisions.filter(({ before, after }) => before?.value !== after)
  const writes = changed.map(
    ({ before, after }): Write => ({
      kind: 'host',
      id: after.hostId,
      value: after,
      ifVersion: before?.version ?? 0,
    }),
  )
  // Before anything is awaited: a host that is deleted meanwhile must not be marked afterwards.
  await ctx.pulses.settle(
    decisions.flatMap(({ before, after }) =>
      before?.value === after ? [recordedAs(after, before.version)] : [],
    ),
  )
  const written = writes.length === 0 ? [] : await writeHosts(ctx, writes)
  const applied = new Set(changed.filter((_, index) => written[index] === true))
  const lost = new Set(changed.filter((decision) => !applied.has(decision)))
  const settled = decisions.flatMap((decision): Recorded[] => {
    const version = decision.before?.version ?? 0
    if (lost.has(decision)) return []
    if (!applied.has(decision)) return []
    noteChange(ctx, decision)
    return [recordedAs(decision.after, version + 1)]
  })
  await ctx.pulses.settle(settled)
  await writeIncidents(
    ctx,
    [...applied].flatMap(({ after }) => after.pendingEvents),
  )
  return new Set([...lost].map(({ after }) => after.hostId))
}

/** Of a write that failed nobody knows what it has done: the marks may say something else. */
async function writeHosts(ctx: Context, writes: readonly Write[]): Promise<boolean[]> {
  try {
    return await ctx.records.write(writes)
  } catch (error) {
    for (const write of writes) {
      if (write.kind === 'host' && write.value) doubt(ctx, write.value.hostId)
    }
    throw error
  }
}

function noteChange(ctx: Context, { before, after }: Decision): void {
  if (before === undefined) countHost(ctx, after.keyId, 1)
  notePending(ctx, after)
  if (before?.value.state === after.state) return
  ctx.meter.count('flatline_host_changes_total', 1, { state: after.state })
  ctx.log.debug({ hostId: after.hostId, epoch: after.epoch }, `host is ${after.state}`)
}

export function recordedAs(host: Host, version: number): Recorded {
  const { hostId, registeredAt, state, site, facts } = host
  return { hostId, registeredAt, state, site, facts, version }
}
