import type { Host } from '../../src/contract/host.ts'
import type { Incident } from '../../src/contract/incident.ts'
import {
  aheadWhen,
  type Disturbance,
  type History,
  type HostHistory,
  longestCalmMs,
  trueInstant,
} from './history.ts'

/** A sweep comes four times a second; the rest is for a machine that has other work. */
const FOUND_WITHIN_MS = 2_000
/** A stop that is longer than this must be noticed: a late tick and a second. */
const STALL_MS = 1_500
const ATTEMPTS_SHOWN = 4

/**
 * - Nobody is blamed who was heard within the last timeout, nor before the server had listened for
 *   one without interruption.
 * - A steady host has no incident at all. One silence leads to one incident at most, and to one if
 *   the server could have seen it.
 * - Epochs rise by one, open and resolved alternate, and the host agrees with its last incident.
 */
export function incidentFaults(history: History): string[] {
  const { hosts, shown } = history
  const known = new Set(hosts.map(({ hostId }) => hostId))
  const strangers = shown.incidents.filter(({ hostId }) => !known.has(hostId))
  return [
    ...strangers.map(({ id }) => `${id} is of a host that never was`),
    ...hosts.flatMap((host) => {
      const own = shown.incidents
        .filter(({ hostId }) => hostId === host.hostId)
        .sort((a, b) => a.epoch - b.epoch)
      const state = shown.hosts.find(({ hostId }) => hostId === host.hostId)
      return [
        ...own.flatMap((incident) => blameFaults(history, host, incident)),
        ...countFaults(history, host, own),
        ...(state === undefined ? [`${host.hostId} is not stored`] : epochFaults(state, own)),
      ]
    }),
  ]
}

/** Times of more than a timeout in which nothing left the host; the last may go on. */
function silencesOf(host: HostHistory, until: number) {
  const sent = host.attempts.flatMap(({ sentAt }) => sentAt ?? []).sort((a, b) => a - b)
  return [...sent, until].flatMap((to, index) => {
    const from = sent[index - 1]
    if (from === undefined || to - from <= timeoutOf(host)) return []
    return [{ from, to }]
  })
}

function timeoutOf({ intervalMs, graceMs }: HostHistory): number {
  return intervalMs + graceMs
}

function blameFaults(
  { clock, disturbances }: History,
  host: HostHistory,
  incident: Incident,
): string[] {
  const noticedAt = trueInstant(clock, incident.noticedAt)
  const since = noticedAt - timeoutOf(host)
  const heard = host.attempts.find(
    ({ begunAt, acknowledgedAt }) =>
      acknowledgedAt !== null && begunAt > since && acknowledgedAt < noticedAt,
  )
  const aheadMs = aheadWhen(clock, incident.noticedAt)
  const deafUntil = disturbances.find(
    (each) => isDeaf(each, aheadMs) && each.to > since && each.to <= noticedAt,
  )
  return [
    ...(heard === undefined
      ? []
      : [`${incident.id}: heard ${noticedAt - heard.begunAt} ms before it was called missing`]),
    ...(deafUntil === undefined
      ? []
      : [`${incident.id}: ${noticedAt - deafUntil.to} ms after a ${deafUntil.kind}`]),
  ]
}

/**
 * After a stop of a moment all that came waits in the sockets; a full disk shows in refusals; what
 * was noticed by the former clock was noticed before the new one took effect.
 */
function isDeaf({ kind, from, to, ...set }: Disturbance, aheadMs: number): boolean {
  if (kind === 'stop') return to - from > STALL_MS
  if (kind === 'clock') return set.aheadMs === aheadMs
  return kind !== 'disk'
}

function countFaults(
  { clock, disturbances, shown }: History,
  host: HostHistory,
  incidents: readonly Incident[],
): string[] {
  const { hostId } = host
  const silences = silencesOf(host, shown.at)
  const noticed = incidents.map(({ noticedAt }) => trueInstant(clock, noticedAt))
  const unfounded = noticed.filter(
    (at) => !silences.some(({ from, to }) => from < at && at <= to + FOUND_WITHIN_MS),
  )
  return [
    ...unfounded.map((at) => `${hostId} is called missing although it beat: ${beats(host, at)}`),
    ...silences.flatMap(({ from, to }) => {
      const found = noticed.filter((at) => from < at && at <= to + FOUND_WITHIN_MS).length
      const lasted = `a silence of ${to - from} ms`
      if (found > 1) return [`${hostId}: ${found} incidents for ${lasted}`]
      const calmMs = longestCalmMs(disturbances, from, to)
      if (found === 1 || calmMs <= timeoutOf(host) + FOUND_WITHIN_MS) return []
      return [`${hostId}: no incident for ${lasted}, ${calmMs} ms of it undisturbed`]
    }),
  ]
}

/** "-3210 200 after 4 ms, -1180 503": before it was called missing. */
function beats({ attempts }: HostHistory, noticedAt: number): string {
  const before = attempts.filter(({ begunAt }) => begunAt < noticedAt).slice(-ATTEMPTS_SHOWN)
  const told = before.map(({ begunAt, acknowledgedAt, status }) => {
    const answer = `${begunAt - noticedAt} ${status ?? 'no answer'}`
    return acknowledgedAt === null ? answer : `${answer} after ${acknowledgedAt - begunAt} ms`
  })
  return `${told.join(', ')} (at ${new Date(noticedAt).toISOString()})`
}

function epochFaults(host: Host, incidents: readonly Incident[]): string[] {
  const { hostId, epoch, state } = host
  const odd = incidents.filter((incident, index) => incident.epoch !== 2 * index + 1)
  const left = incidents.slice(0, -1).filter((incident) => incident.state === 'open')
  const last = incidents.at(-1)
  const isOpen = last?.state === 'open'
  const expected = 2 * incidents.length - (isOpen ? 1 : 0)
  return [
    ...odd.map(({ id }) => `${id}: epochs do not rise by one`),
    ...left.map(({ id }) => `${id} is still open although others followed`),
    ...(epoch === expected ? [] : [`${hostId} is in epoch ${epoch}, not ${expected}`]),
    ...((state === 'missing') === isOpen ? [] : [`${hostId} is ${state}; its incidents differ`]),
  ]
}
