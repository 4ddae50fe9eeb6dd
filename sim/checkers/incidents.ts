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
import type { HostTruth, Truth } from '../world/truth.ts'
import type { Referee } from './referee.ts'
import type { Rule, Written } from './rules.ts'

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

export class IncidentRules implements Rule {
  readonly #truth: Truth
  readonly #referee: Referee
  readonly #clocks: Clocks
  readonly #openings = new Map<string, Opened>()
  /** The latest opening of each host. */
  readonly #latest = new Map<string, Opened>()

  constructor(truth: Truth, referee: Referee, clocks: Clocks) {
    this.#truth = truth
    this.#referee = referee
    this.#clocks = clocks
  }

  /** A heartbeat that had arrived at `at` has been answered 200 just now. */
  acknowledged(hostId: string, at: number): void {
    const opened = this.#latest.get(hostId)
    if (opened === undefined || opened.judgedAt.length === 0) return
    const timeoutMs = Math.min(...this.#truth.of(hostId).timeoutsMs) - this.#truth.slackMs
    const wronged = opened.judgedAt.every((each) => at < each && each <= at + timeoutMs)
    if (!wronged) return
    const says = `judged as of ${opened.judgedAt}, though one that came at ${at} was taken`
    this.#referee.violate('S1', `the incident of ${hostId} was ${says}`)
  }

  wrote(written: Written): void {
    const { kind, before, after } = written
    if (kind === 'host' && after !== null) this.#hostChanged(before, after, written.by)
    if (kind !== 'incident' || after === null) return
    if (before?.state === 'resolved' && after.state !== 'resolved') {
      this.#referee.violate('S2', `${after.id} opened again`)
    }
  }

  #hostChanged(before: Host | undefined, after: Host, by: string): void {
    const { hostId, epoch, state, pendingEvents } = after
    if (pendingEvents.length > PENDING_EVENTS_MAX) {
      this.#referee.violate('S10', `${hostId} has ${pendingEvents.length} events to place`)
    }
    if (before === undefined) return
    if (epoch < before.epoch || epoch > before.epoch + 1) {
      this.#referee.violate('S2', `${hostId} went from epoch ${before.epoch} to ${epoch}`)
    }
    const flipped = (before.state === 'missing') !== (state === 'missing')
    if (flipped !== (epoch !== before.epoch)) {
      const says = `is ${state} after ${before.state} in epoch ${epoch}`
      this.#referee.violate('S2', `${hostId} ${says}`)
    }
    if (flipped && state === 'missing') this.#opens(before, after, by)
    if (flipped && state === 'up') this.#recovers(before)
  }

  #opens(before: Host, after: Host, by: string): void {
    const referee = this.#referee
    const host = this.#truth.of(after.hostId)
    const name = `${after.hostId}~${after.epoch}`
    if (this.#openings.has(name)) referee.violate('S8', `${name} was opened twice`)
    if (before.state !== 'up') referee.violate('S9', `${name} opened though ${before.state}`)
    if (host.watch === 'off') referee.violate('S9', `${name} opened though it is not watched`)
    const event = after.pendingEvents.at(-1)
    const judgedAt = this.#clocks.trueTimes(by, event?.noticedAt ?? 0)
    // It says itself that the region that may have heard the host could not be asked.
    if (event?.unconfirmed) referee.sometimes('an unconfirmed incident')
    else this.#judgeTime(name, host, judgedAt)
    const former = this.#latest.get(after.hostId)
    if (former !== undefined && nothingSince(host, former)) {
      referee.violate('S2', `${name} opened again, and nothing was heard in between`)
    }
    const opened = { judgedAt: event?.unconfirmed ? [] : judgedAt, changes: host.changes }
    this.#openings.set(name, opened)
    this.#latest.set(after.hostId, opened)
    if (host.arrivals.some((at) => judgedAt.every((each) => at > each))) {
      referee.sometimes('a heartbeat that came while its host was being found missing')
    }
    if (this.#truth.wasBlind) referee.sometimes('an incident after blindness')
  }

  #judgeTime(name: string, host: HostTruth, judgedAt: readonly number[]): void {
    const verdicts = judgedAt.map((at) => ({ at, safe: this.#truth.safeUntil(host, at) }))
    if (verdicts.some(({ at, safe }) => at > safe.at)) return
    const says = verdicts.map(({ at, safe }) => `judged as of ${at}: ${safe.why}`).join(' or ')
    this.#referee.violate('S1', `${name} opened too early; ${says}`)
  }

  #recovers({ hostId, epoch }: Host): void {
    const opened = this.#openings.get(`${hostId}~${epoch}`)
    if (opened === undefined || !nothingSince(this.#truth.of(hostId), opened)) return
    this.#referee.violate('S4', `${hostId}~${epoch} ended, and nothing was heard since`)
  }
}

/** What came after the judgement may have been stored before the incident was. */
function nothingSince({ changes, inFlight, arrivals }: HostTruth, opened: Opened): boolean {
  const unsure = opened.judgedAt.length === 0
  if (unsure || changes !== opened.changes || inFlight > 0) return false
  return !arrivals.some((at) => at > Math.min(...opened.judgedAt))
}
