/**
 * Everything that changes pulses goes through here:
 *
 * - What arrives while a commit is under way, or in one turn of the event loop, makes up the next.
 * - A commit is planned against the slots, written to the journal, then applied to the slots.
 * - Nothing is seen, and nobody is answered, before the journal has it.
 * - A failed commit leaves the slots as they were and refuses everyone in it.
 * - The answers come in the order of arrival.
 */
import type { HostId } from '../../core/ids.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Beat, Edge, PulseChange } from '../../service/ports.ts'
import { edgeOf } from '../edge.ts'
import { liveOperations } from './apply.ts'
import type { ChangedPages } from './changed-pages.ts'
import { closedFailure } from './failure.ts'
import type { Journal } from './journal.ts'
import { journalWriter, readJournal } from './journal-format.ts'
import { type Plan, startPlan } from './plan.ts'
import { type Slots, UNRECORDED } from './slots.ts'

export interface CommitQueue {
  beat(beats: readonly Beat[]): Promise<Edge[]>
  configure(hostId: HostId, change: PulseChange): Promise<void>
  clamp(now: number): Promise<void>
  remove(hostId: HostId): Promise<void>
  /** Number of the last commit that the slots hold. */
  readonly applied: number
  /** Refuses what comes from now on; resolves when everything before is answered. */
  close(): Promise<void>
}

/** One caller's request. `plan` writes its operations down; the others settle its promise. */
interface Request {
  readonly beats: readonly Beat[]
  plan(plan: Plan): void
  answer(edges: Edge[]): void
  refuse(problem: unknown): void
}

export const STAGED_BEATS_MAX = 100_000
/** Keeps one turn of the event loop short; the rest follows in the next. */
const COMMIT_BEATS_MAX = 2_048
const NO_BEATS: readonly Beat[] = []

export function openCommitQueue(
  slots: Slots,
  changed: ChangedPages,
  journal: Journal,
  lastSequence: number,
): CommitQueue {
  const writer = journalWriter()
  let staged: Request[] = []
  let stagedBeats = 0
  let busy = false
  let closed = false
  let applied = lastSequence
  let whenIdle: (() => void) | null = null

  const stage = (beats: readonly Beat[], plan: Request['plan']): Promise<Edge[]> => {
    if (closed) return Promise.reject(closedFailure())
    if (stagedBeats + beats.length > STAGED_BEATS_MAX) return Promise.reject(overloaded())
    return new Promise((answer, refuse) => {
      staged.push({ beats, plan, answer, refuse })
      stagedBeats += Math.max(1, beats.length)
      schedule()
    })
  }

  const schedule = () => {
    if (busy) return
    busy = true
    setImmediate(commitNext)
  }

  const commitNext = async () => {
    const group = takeGroup()
    try {
      await commit(group)
    } catch (problem) {
      writer.take()
      for (const request of group) request.refuse(problem)
    }
    busy = false
    if (staged.length > 0) schedule()
    else whenIdle?.()
  }

  const takeGroup = (): Request[] => {
    let beats = 0
    let count = 0
    while (count < staged.length && beats < COMMIT_BEATS_MAX) {
      beats += Math.max(1, staged[count++]?.beats.length ?? 0)
    }
    const group = staged.slice(0, count)
    staged = staged.slice(count)
    stagedBeats -= beats
    return group
  }

  const commit = async (group: readonly Request[]) => {
    const plan = startPlan(slots, writer)
    for (const request of group) request.plan(plan)
    const edges = plan.refusals
    if (writer.bytes > 0) {
      const blob = writer.take()
      applied = await journal.append(blob)
      plan.keep()
      applyBlob(blob, group, edges)
    }
    answerAll(group, edges)
  }

  /** Fills in the edges of all beats that were not refused. */
  const applyBlob = (blob: Uint8Array, group: readonly Request[], edges: Edge[]) => {
    const beats = group.flatMap((request) => request.beats)
    let next = 0
    const onBeat = (slot: number, stale: boolean) => {
      while (edges[next] === 'refused') next++
      const beat = beats[next]
      if (beat !== undefined) edges[next] = edgeAt(slots, slot, beat, stale)
      next++
    }
    readJournal(blob, liveOperations(slots, changed, onBeat))
  }

  return {
    get applied() {
      return applied
    },
    beat: (beats) => stage(beats, (plan) => planBeats(plan, beats)),
    configure: async (hostId, change) => {
      await stage(NO_BEATS, (plan) => plan.configure(hostId, change))
    },
    clamp: async (now) => {
      await stage(NO_BEATS, (plan) => plan.clamp(now))
    },
    remove: async (hostId) => {
      await stage(NO_BEATS, (plan) => plan.remove(hostId))
    },
    close() {
      closed = true
      return new Promise((resolve) => {
        if (busy) whenIdle = resolve
        else resolve()
      })
    },
  }
}

function planBeats(plan: Plan, beats: readonly Beat[]): void {
  for (const beat of beats) plan.beat(beat)
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
  return edgeOf({ state, facts: slots.facts[slot] ?? UNRECORDED }, beat, stale)
}

function overloaded(): FlatlineError {
  return new FlatlineError(
    'overloaded',
    'More heartbeats are waiting than can be stored in time.',
    {
      hint: 'Send it again after the time in Retry-After.',
      retryAfterSeconds: 1,
    },
  )
}
