/**
 * What may be written about a host and its incidents:
 *
 * - S1  no incident opens unless nothing was acknowledged in the last timeout, and all who hear
 *       were listening for one full timeout
 * - S2  epochs rise by one; an incident opens once and ends once, and between two of a host it was
 *       heard, or taken out of watch
 * - S8  nobody opens an incident that was opened before
 * - S9  a host that is paused or retired opens none
 * - S10 an outbox keeps its bound
 */
import { type Host, PENDING_EVENTS_MAX } from '../../src/core/host.ts'
import type { Incident } from '../../src/core/incident.ts'
import type { HostTruth, Truth } from '../world/truth.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

interface Opened {
  /** As of which instants it may have been judged: clocks may have been set since. */
  readonly judgedAt: readonly number[]
  /** How much had happened to the host by then. */
  readonly changes: number
}

/** `trueTimes`: what an instant of a process's wall clock may be in true time. */
export interface Clocks {
  trueTimes(process: string, wallMs: number): readonly number[]
}

export interface IncidentRules extends Rule {
  /** A heartbeat that had arrived at `at` has been answered 200 just now. */
  acknowledged(hostId: string, at: number): void
}

export function incidentRules(truth: Truth, referee: Referee, clocks: Clocks): IncidentRules {
  const openings = new Map<string, Opened>()
  const latest = new Map<string, Opened>()

  const judgeTime = (name: string, host: HostTruth, judgedAt: readonly number[]) => {
    const verdicts = judgedAt.map((at) => ({ at, safe: truth.safeUntil(host, at) }))
    if (verdicts.some(({ at, safe }) => at > safe.at)) return
    const says = verdicts.map(({ at, safe }) => `judged as of ${at}: ${safe.why}`).join(' or ')
    referee.violate('S1', `${name} opened too early; ${says}`)
  }

  const mayOpen = (before: Host, after: Host, by: string) => {
    const host = truth.of(after.hostId)
    const name = `${after.hostId}~${after.epoch}`
    if (openings.has(name)) referee.violate('S8', `${name} was opened twice`)
    if (before.state !== 'up') referee.violate('S9', `${name} opened though ${before.state}`)
    if (host.watch === 'off') referee.violate('S9', `${name} opened though it is not watched`)
    const event = after.pendingEvents.at(-1)
    const judgedAt = clocks.trueTimes(by, event?.noticedAt ?? 0)
    // It says itself that the region that may have heard the host could not be asked.
    if (event?.unconfirmed) referee.sometimes('an unconfirmed incident')
    else judgeTime(name, host, judgedAt)
    const former = latest.get(after.hostId)
    if (former !== undefined && nothingSince(host, former)) {
      referee.violate('S2', `${name} opened again, and nothing was heard in between`)
    }
    const opened = { judgedAt: event?.unconfirmed ? [] : judgedAt, changes: host.changes }
    openings.set(name, opened)
    latest.set(after.hostId, opened)
    if (truth.wasBlind) referee.sometimes('an incident after blindness')
  }

  const hostChanged = (before: Host | undefined, after: Host, by: string) => {
    const { hostId, epoch, state, pendingEvents } = after
    if (pendingEvents.length > PENDING_EVENTS_MAX) {
      referee.violate('S10', `${hostId} has ${pendingEvents.length} events to place`)
    }
    if (before === undefined) return
    if (epoch < before.epoch || epoch > before.epoch + 1) {
      referee.violate('S2', `${hostId} went from epoch ${before.epoch} to ${epoch}`)
    }
    const flipped = (before.state === 'missing') !== (state === 'missing')
    if (flipped !== (epoch !== before.epoch)) {
      referee.violate('S2', `${hostId} is ${state} after ${before.state} in epoch ${epoch}`)
    }
    if (flipped && state === 'missing') mayOpen(before, after, by)
    if (flipped && state === 'up') mayRecover(before, after)
  }

  const mayRecover = (before: Host, after: Host) => {
    const host = truth.of(after.hostId)
    const opened = openings.get(`${before.hostId}~${before.epoch}`)
    if (opened !== undefined && nothingSince(host, opened)) {
      referee.violate('S4', `${after.hostId}~${before.epoch} ended, and nothing was heard since`)
    }
  }

  const incidentChanged = (before: Incident | undefined, after: Incident) => {
    if (before?.state === 'resolved' && after.state !== 'resolved') {
      referee.violate('S2', `${after.id} opened again`)
    }
  }

  return {
    acknowledged(hostId, at) {
      const host = truth.of(hostId)
      const opened = latest.get(hostId)
      if (opened === undefined) return
      const timeoutMs = Math.min(...host.timeoutsMs) - truth.slackMs
      const wronged = opened.judgedAt.every((each) => at < each && each <= at + timeoutMs)
      if (!wronged || opened.judgedAt.length === 0) return
      const says = `judged as of ${opened.judgedAt}, though one that came at ${at} was taken`
      referee.violate('S1', `the incident of ${hostId} was ${says}`)
    },
    wrote(written) {
      if (written.kind === 'host' && written.after !== null) {
        hostChanged(written.before, written.after, written.by)
      }
      if (written.kind === 'incident' && written.after !== null) {
        incidentChanged(written.before, written.after)
      }
    },
  }
}

/** What came after the judgement may have been stored before the incident was. */
function nothingSince({ changes, inFlight, arrivals }: HostTruth, opened: Opened): boolean {
  const unsure = opened.judgedAt.length === 0
  if (unsure || changes !== opened.changes || inFlight > 0) return false
  return !arrivals.some((at) => at > Math.min(...opened.judgedAt))
}
