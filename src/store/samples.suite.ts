import type { Host, HostState } from '../core/host.ts'
import { type HostId, isHostId, type SubscriptionId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Beat, Pulse, Pulses, Recorded, Records } from '../service/ports.ts'
import type { AuditLine, Session } from '../service/record-kinds.ts'
import type { Defaults } from './defaults.ts'

export interface OpenStore {
  readonly pulses: Pulses
  readonly records: Records
  /** The same store in a new process; the one before is closed or crashed by it. */
  readonly reopen?: (defaults?: Defaults) => Promise<OpenStore>
  close(): Promise<void>
}

export const DEFAULTS: Defaults = { intervalMs: 300_000, timeoutMs: 600_000 }
/** Well after every instant that counts as "never". */
export const T0 = 1_800_000_000_000
export const HOUR_MS = 3_600_000

export function hostIdOf(text: string): HostId {
  if (!isHostId(text)) throw new Error(`not a host id: ${text}`)
  return text
}

export function beatOf(text: string, at: number, more: Partial<Beat> = {}): Beat {
  return { hostId: hostIdOf(text), at, awayMs: 0, facts: 0, mayRegister: true, ...more }
}

export function markOf(text: string, state: HostState, more: Partial<Recorded> = {}): Recorded {
  const mark = { state, site: null, facts: 0, registeredAt: T0, version: 1 }
  return { hostId: hostIdOf(text), ...mark, ...more }
}

export function hostOf(text: string, more: Partial<Host> = {}): Host {
  return {
    hostId: hostIdOf(text),
    state: 'up',
    epoch: 0,
    since: T0,
    site: null,
    labels: {},
    timing: null,
    facts: 0,
    timingPrint: 0,
    registeredAt: T0,
    keyId: null,
    pendingEvents: [],
    everHeard: true,
    judged: null,
    ...more,
  }
}

export function auditOf(id: string, at: number): AuditLine {
  const keyId = 'key1' as AuditLine['keyId']
  const rest = { keyName: 'ops', action: 'POST /v1/keys', target: 'key1', from: '127.0.0.1' }
  return { id, at, keyId, status: 201, ...rest }
}

export function sessionOf(id: string, expiresAt: number): Session {
  return { id, keyId: 'key1' as Session['keyId'], createdAt: T0, expiresAt }
}

export function entryOf(id: string, mailbox: string, more: Partial<Entry> = {}): Entry {
  return {
    id,
    subscriptionId: mailbox as SubscriptionId,
    event: {
      id: `${id}~event` as Entry['event']['id'],
      kind: 'flatline.blind',
      at: T0,
      noticedAt: T0,
      cause: 'stalled',
      blindMs: 5_000,
      insist: false,
    },
    createdAt: T0,
    notBefore: T0,
    silenceId: null,
    deliveryId: null,
    fence: 0,
    dropped: null,
    ...more,
  }
}

/** Ids of all unsettled hosts, sorted. */
export async function unsettledIds(
  pulses: Pulses,
  now: number,
  listeningSince = 0,
): Promise<string[]> {
  return (await allUnsettled(pulses, now, listeningSince)).map((pulse) => pulse.hostId).sort()
}

export async function allUnsettled(
  pulses: Pulses,
  now: number,
  listeningSince: number,
): Promise<Pulse[]> {
  const found: Pulse[] = []
  for await (const batch of pulses.unsettled(listeningSince, now)) found.push(...batch)
  return found
}

/** A host that has been heard and is recorded. */
export async function heardAndRecorded(
  pulses: Pulses,
  text: string,
  at: number,
  mark: Partial<Recorded> = {},
): Promise<void> {
  await pulses.beat([beatOf(text, at)])
  await pulses.settle([markOf(text, 'up', mark)])
}

/** Host, state and site of all that a survey finds, by host. */
export async function surveyedHosts(pulses: Pulses, since: number, now: number) {
  const { states, sites, siteNames, hostAt } = await pulses.survey(since, now)
  return [...states]
    .flatMap((state, place) =>
      state === 0 ? [] : [[hostAt(place) ?? '', state, siteNames[sites[place] ?? 0]] as const],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
