/**
 * Everything that changes pulses goes through here:
 *
 * - What arrives while a commit is under way, or in one turn of the event loop, makes up the next.
 * - A commit is planned against the slots, written to the journal, then applied to the slots.
 * - Nothing is seen, and nobody is answered, before the journal has it.
 * - A failed commit leaves the slots as they were and refuses everyone in it.
 * - Nobody waits for a stalled disk longer than `WAIT_MS_MAX`: all are refused, and whoever comes
 *   until the commit has ended. What was in it may be stored all the same.
 * - The answers come in the order of arrival.
 */
import type { HostId } from '../../core/ids.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Beat, Edge, PulseChange } from '../../service/ports.ts'
import { edgeOf } from '../edge.ts'
import { liveOperations } from './apply.ts'
import type { ChangedPages } from './changed-pages.ts'
import { closedFailure, storeFailure } from './failure.ts'
import type { Journal } from './journal.ts'
import { journalWriter, readJournal } from './journal-format.ts'
import { type Plan, startPlan } from './plan.ts'
import type { Slots } from './slots.ts'

/** One caller's request. `plan` writes its operations down; the others settle its promise. */
interface Request {
  readonly beats: readonly Beat[]
  plan(plan: Plan): void
  answer(edges: Edge[]): void
  refuse(problem: unknown): void
}

const STAGED_BEATS_MAX = 100_000
/** Keeps one turn of the event loop short; the rest follows in the next. */
const COMMIT_BEATS_MAX = 2_048
const WAIT_MS_MAX = 5_000
const STALLED = 'the disk does not answer'
const NO_BEATS: readonly Beat[] = []

export interface CommitQueueOptions {
  readonly slots: Slots
  readonly changed: ChangedPages
  readonly journal: Journal
  /** Number of the last commit that the slots hold. */
  readonly lastSequence: number
  readonly waitMsMax?: number
}

export class CommitQueue {
  readonly #slots: Slots
  readonly #changed: ChangedPages
  readonly #journal: Journal
  readonly #waitMsMax: number
  readonly #writer = journalWriter()
  #staged: Request[] = []
  #stagedBeats = 0
  #busy = false
  /** A commit has been under way for too long. */
  #stalled = false
  #closed = false
  #applied: number
  #whenIdle: (() => void) | null = null

  constructor({ slots, changed, journal, lastSequence, waitMsMax }: CommitQueueOptions) {
    this.#slots = slots
    this.#changed = changed
    this.#journal = journal
    this.#applied = lastSequence
    this.#waitMsMax = waitMsMax ?? WAIT_MS_MAX
  }

  /** Number of the last commit that the slots hold. */
  get applied(): number {
    return this.#applied
  }

  beat(beats: readonly Beat[]): Promise<Edge[]> {
    return this.#stage(beats, (plan) => {
      for (const beat of beats) plan.beat(beat)
    })
  }

  async configure(hostId: HostId, change: PulseChange): Promise<void> {
    await this.#stage(NO_BEATS, (plan) => plan.configure(hostId, change))
  }

  async clamp(now: number): Promise<void> {
    await this.#stage(NO_BEATS, (plan) => plan.clamp(now))
  }

  async remove(hostId: HostId): Promise<void> {
    await this.#stage(NO_BEATS, (plan) => plan.remove(hostId))
  }

  /** Refuses what comes from now on; resolves when everything before is answered. */
  close(): Promise<void> {
    this.#closed = true
    return new Promise((resolve) => {
      if (this.#busy) this.#whenIdle = resolve
      else resolve()
    })
  }

  #stage(beats: readonly Beat[], plan: Request['plan']): Promise<Edge[]> {
    if (this.#closed) return Promise.reject(closedFailure())
    if (this.#stalled) return Promise.reject(storeFailure(new Error(STALLED)))
    if (this.#stagedBeats + beats.length > STAGED_BEATS_MAX) return Promise.reject(overloaded())
    return new Promise((answer, refuse) => {
      this.#staged.push({ beats, plan, answer, refuse })
      this.#stagedBeats += weightOf(beats)
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#busy) return
    this.#busy = true
    setImmediate(() => this.#commitNext())
  }

  async #commitNext(): Promise<void> {
    const group = this.#takeGroup()
    const limit = setTimeout(() => this.#giveUp(group), this.#waitMsMax)
    try {
      await this.#commit(group)
    } catch (problem) {
      this.#writer.take()
      for (const request of group) request.refuse(problem)
    }
    clearTimeout(limit)
    this.#stalled = false
    this.#busy = false
    if (this.#staged.length > 0) this.#schedule()
    else this.#whenIdle?.()
  }

  /** The commit goes on; it settles nobody any more. */
  #giveUp(group: readonly Request[]): void {
    this.#stalled = true
    const staged = this.#staged
    this.#staged = []
    this.#stagedBeats = 0
    const problem = storeFailure(new Error(STALLED))
    for (const request of [...group, ...staged]) request.refuse(problem)
  }

  #takeGroup(): Request[] {
    let beats = 0
    let count = 0
    for (const request of this.#staged) {
      if (beats >= COMMIT_BEATS_MAX) break
      beats += weightOf(request.beats)
      count++
    }
    this.#stagedBeats -= beats
    return this.#staged.splice(0, count)
  }

  async #commit(group: readonly Request[]): Promise<void> {
    const plan = startPlan(this.#slots, this.#writer)
    for (const request of group) request.plan(plan)
    const edges = plan.refusals
    if (this.#writer.bytes > 0) {
      const blob = this.#writer.take()
      this.#applied = await this.#journal.append(blob)
      plan.keep()
      this.#apply(blob, group, edges)
    }
    answerAll(group, edges)
  }

  /** Fills in the edges of all beats that were not refused. */
  #apply(blob: Uint8Array, group: readonly Request[], edges: Edge[]): void {
    const beats = group.flatMap((request) => request.beats)
    let next = 0
    const onBeat = (slot: number, stale: boolean) => {
      while (edges[next] === 'refused') next++
      const beat = beats[next]
      if (beat !== undefined) edges[next] = edgeAt(this.#slots, slot, beat, stale)
      next++
    }
    readJournal(blob, liveOperations(this.#slots, this.#changed, onBeat))
  }
}

/** A request without beats takes up room as well. */
function weightOf(beats: readonly Beat[]): number {
  return Math.max(1, beats.length)
}

function answerAll(group: readonly Request[], edges: readonly Edge[]): void {
  let from = 0
  for (const { beats, answer } of group) {
    answer(edges.slice(from, from + beats.length))
    from += beats.length
  }
}

function edgeAt(slots: Slots, slot: number, beat: Beat, stale: boolean): Edge {
  const state = slots.stateOf(slot)
  if (state === 'unrecorded') return edgeOf(undefined, beat, stale)
  return edgeOf({ state, facts: slots.facts[slot] ?? 0 }, beat, stale)
}

function overloaded(): FlatlineError {
  return new FlatlineError('overloaded', 'More heartbeats wait than can be stored in time.', {
    hint: 'Send it again after the time in Retry-After.',
    retryAfterSeconds: 1,
  })
}
