/**
 * A host's recorded state and its rules:
 *
 * - waiting → up        first heartbeat of a pre-registered host; emits `host.registered`
 * - (none)  → up        first heartbeat of an unknown host; emits `host.registered`
 * - up      → missing   the deadline passed; epoch + 1, emits `host.missing`
 * - missing → up        a heartbeat after the one that was judged; epoch + 1, `host.recovered`
 * - any     → paused, retired; a missing host's incident is withdrawn: epoch + 1, `host.withdrawn`
 * - paused, retired → up by `resume`, with a full timeout from then; a heartbeat changes nothing
 * - paused, retired, waiting hosts are never missing
 *
 * `late` is computed from the pulse and never stored. Events wait in `pendingEvents`, inside the
 * record that changed, until fan-out has placed them; a full outbox holds further changes back.
 */
import { deadlineAt, isOverdue, type Timing } from './deadline.ts'
import type { HostEvent, Withdrawal } from './event.ts'
import { factsPrint, placePrint, timingPrint } from './facts.ts'
import { type HostId, incidentEventId, incidentId, type KeyId, registeredEventId } from './ids.ts'

export type HostState = 'waiting' | 'up' | 'missing' | 'paused' | 'retired'
export type Labels = Readonly<Record<string, string>>

/** What a heartbeat, a key or a person says about a host. Absent means "not said". */
export interface Facts {
  readonly site?: string
  readonly labels?: Labels
  readonly timing?: OwnTiming
}

/** What a host has been given, or has asked for, instead of the default. */
export type OwnTiming = Pick<Timing, 'intervalMs' | 'timeoutMs'>

export interface Host {
  readonly hostId: HostId
  readonly state: HostState
  readonly epoch: number
  /** When the present state became true. */
  readonly since: number
  readonly site: string | null
  readonly labels: Labels
  /** Null: the default. The pulse goes by its own; this is for whoever has no pulse of the host. */
  readonly timing: OwnTiming | null
  /** Fingerprint of the facts last taken over from a heartbeat; 0 if none were. */
  readonly facts: number
  /** The part of it that stands for the timing. */
  readonly timingPrint: number
  readonly registeredAt: number
  /** A heartbeat of it is known since then, if only to another region. */
  readonly everHeard: boolean
  /** When it was put back into watch, where its pulse may not have learnt of that. */
  readonly resumedAt?: number
  /** The key that registered it; counts towards that key's cap. */
  readonly keyId: KeyId | null
  readonly pendingEvents: readonly HostEvent[]
  /** What the open incident was judged by; null unless missing. */
  readonly judged: Judged | null
}

/** Site and labels as they were told: whoever heard of the opening hears of the end. */
export interface Judged {
  readonly heardAt: number
  readonly deadlineAt: number
  readonly site: string | null
  readonly labels: Labels
}

export type HostChange =
  | { readonly kind: 'changed'; readonly host: Host }
  | { readonly kind: 'unchanged'; readonly reason: string }

export const PENDING_EVENTS_MAX = 8

export interface NewHost {
  readonly hostId: HostId
  readonly facts: Facts
  readonly keyId: KeyId | null
  /** One more than the last epoch this id ever had, so that ids of incidents never repeat. */
  readonly epoch: number
  readonly now: number
}

/** A host that was announced and not heard yet. */
export function announceHost(input: NewHost): Host {
  return {
    hostId: input.hostId,
    state: 'waiting',
    epoch: input.epoch,
    since: input.now,
    site: input.facts.site ?? null,
    labels: input.facts.labels ?? {},
    timing: input.facts.timing ?? null,
    facts: factsPrint(input.facts),
    timingPrint: timingPrint(input.facts),
    registeredAt: input.now,
    everHeard: false,
    keyId: input.keyId,
    pendingEvents: [],
    judged: null,
  }
}

/** A host that was heard without having been announced. */
export function registerHost(input: NewHost, pulse: Timing): Host {
  return toUp(announceHost(input), pulse, input.now)
}

/** Settles a host that has been heard from. */
export function hearHost(
  host: Host,
  pulse: Timing,
  listeningSince: number,
  now: number,
): HostChange {
  if (host.state === 'waiting') {
    if (pulse.heardAt === 0) return { kind: 'unchanged', reason: 'never heard' }
    return { kind: 'changed', host: toUp(host, pulse, now) }
  }
  if (host.state !== 'missing') return { kind: 'unchanged', reason: `recorded ${host.state}` }
  if (host.judged !== null && !heardSince(host.judged.heardAt, pulse, listeningSince, now)) {
    return { kind: 'unchanged', reason: 'not heard since it was judged' }
  }
  if (outboxFull(host)) return OUTBOX_FULL
  return { kind: 'changed', host: closeIncident(host, 'recovered', pulse.heardAt, now) }
}

/**
 * Settles a host whose deadline seems to have passed. Where another region could not be asked, it
 * gets one more interval, and the event says so.
 */
export function missHost(
  host: Host,
  pulse: Timing & { readonly unconfirmed?: true },
  listeningSince: number,
  now: number,
): HostChange {
  if (host.state !== 'up') return { kind: 'unchanged', reason: `recorded ${host.state}` }
  // The pulse of a region that could not be reached when the host was resumed does not know of it.
  const watchedSince = Math.max(listeningSince, Math.min(host.resumedAt ?? 0, now))
  const sureAt = pulse.unconfirmed ? now - pulse.intervalMs : now
  if (!isOverdue(pulse, watchedSince, sureAt)) return { kind: 'unchanged', reason: 'in time' }
  if (outboxFull(host)) return OUTBOX_FULL
  const at = deadlineAt(pulse, watchedSince, now)
  const epoch = host.epoch + 1
  const event = hostEvent(host, 'host.missing', {
    id: incidentEventId(host.hostId, epoch, 'missing'),
    incidentId: incidentId(host.hostId, epoch),
    epoch,
    at,
    noticedAt: now,
    lastHeartbeatAt: pulse.heardAt,
    deadlineAt: at,
    silentSince: pulse.heardAt,
    ...(pulse.unconfirmed ? { unconfirmed: true } : {}),
  })
  return {
    kind: 'changed',
    host: {
      ...host,
      state: 'missing',
      epoch,
      since: at,
      judged: { heardAt: pulse.heardAt, deadlineAt: at, site: host.site, labels: host.labels },
      pendingEvents: [...host.pendingEvents, event],
    },
  }
}

/** Takes a host out of watch; an open incident is withdrawn. */
export function setAside(host: Host, state: 'paused' | 'retired', now: number): HostChange {
  if (host.state === state) return { kind: 'unchanged', reason: `recorded ${state}` }
  if (outboxFull(host)) return OUTBOX_FULL
  const closed = host.state === 'missing' ? withdraw(host, state, now) : host
  return { kind: 'changed', host: { ...closed, state, since: now } }
}

/** `isHeard`: a heartbeat of it is stored. `isShared`: its pulse may not learn of this. */
export function resumeHost(
  host: Host,
  now: number,
  { isHeard, isShared }: Readonly<Record<'isHeard' | 'isShared', boolean>>,
): HostChange {
  if (host.state !== 'paused' && host.state !== 'retired') {
    return { kind: 'unchanged', reason: `recorded ${host.state}` }
  }
  const everHeard = host.everHeard || isHeard
  const state = everHeard ? 'up' : 'waiting'
  const mark = isShared ? { resumedAt: now } : {}
  return { kind: 'changed', host: { ...host, state, everHeard, since: now, ...mark } }
}

/** The last change before a host's record is removed. */
export function withdrawForDeletion(host: Host, now: number): Host {
  const closed = host.state === 'missing' ? withdraw(host, 'deleted', now) : host
  return { ...closed, state: 'retired', since: now }
}

/**
 * Takes over what a heartbeat says; what it does not say stays as it is, and so does what a person
 * has edited since a heartbeat said the same before. Returns the host itself if nothing is new.
 */
export function learnFacts(host: Host, facts: Facts): Host {
  const print = factsPrint(facts)
  if (print === 0 || print === host.facts) return host
  const moved = placePrint(facts) !== (host.facts ^ host.timingPrint) >>> 0
  return {
    ...host,
    site: (moved ? facts.site : undefined) ?? host.site,
    labels: (moved ? facts.labels : undefined) ?? host.labels,
    timing: facts.timing ?? host.timing,
    facts: print,
    timingPrint: timingPrint(facts),
  }
}

/** A person sets the timing. A heartbeat that carries one is listened to again. */
export function retime(host: Host, timing: OwnTiming | null): Host {
  return { ...host, timing, facts: (host.facts ^ host.timingPrint) >>> 0, timingPrint: 0 }
}

export function clearPending(host: Host, placed: readonly HostEvent[]): Host {
  const ids = new Set(placed.map((event) => event.id))
  return { ...host, pendingEvents: host.pendingEvents.filter((event) => !ids.has(event.id)) }
}

/**
 * The clock was set back since the host was judged: its last heartbeat was pulled to the instant of
 * that, which is when we listened anew; whatever is later was heard since.
 */
function heardSince(judgedAt: number, pulse: Timing, listeningSince: number, now: number): boolean {
  if (judgedAt <= now) return pulse.heardAt > judgedAt
  return pulse.heardAt <= now && pulse.heardAt > listeningSince
}

const OUTBOX_FULL: HostChange = { kind: 'unchanged', reason: 'outbox full' }

function outboxFull(host: Host): boolean {
  return host.pendingEvents.length >= PENDING_EVENTS_MAX
}

function toUp(host: Host, pulse: Timing, now: number): Host {
  const event = hostEvent(host, 'host.registered', {
    id: registeredEventId(host.hostId, host.registeredAt),
    incidentId: null,
    epoch: host.epoch,
    at: pulse.heardAt,
    noticedAt: now,
    lastHeartbeatAt: pulse.heardAt,
    deadlineAt: deadlineAt(pulse, 0, now),
  })
  return {
    ...host,
    state: 'up',
    everHeard: true,
    since: pulse.heardAt,
    pendingEvents: [...host.pendingEvents, event],
  }
}

function withdraw(host: Host, withdrawal: Withdrawal, now: number): Host {
  return closeIncident(host, 'withdrawn', now, now, withdrawal)
}

function closeIncident(
  host: Host,
  transition: 'recovered' | 'withdrawn',
  at: number,
  now: number,
  withdrawal?: Withdrawal,
): Host {
  const { site, labels } = host.judged ?? host
  const event = hostEvent({ ...host, site, labels }, `host.${transition}`, {
    id: incidentEventId(host.hostId, host.epoch, transition),
    incidentId: incidentId(host.hostId, host.epoch),
    epoch: host.epoch,
    at,
    noticedAt: now,
    lastHeartbeatAt: transition === 'recovered' ? at : (host.judged?.heardAt ?? 0),
    deadlineAt: host.judged?.deadlineAt ?? host.since,
    ...(host.judged === null ? {} : { silentSince: host.judged.heardAt }),
    ...(withdrawal === undefined ? {} : { withdrawal }),
  })
  return {
    ...host,
    state: 'up',
    epoch: host.epoch + 1,
    since: at,
    judged: null,
    pendingEvents: [...host.pendingEvents, event],
  }
}

function hostEvent(
  host: Host,
  kind: HostEvent['kind'],
  rest: Omit<HostEvent, 'kind' | 'hostId' | 'site' | 'labels'>,
): HostEvent {
  return { kind, hostId: host.hostId, site: host.site, labels: host.labels, ...rest }
}
