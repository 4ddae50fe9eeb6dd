/**
 * What the store does beside its work, in short steps:
 *
 * - pages: a round every 30 s, spread evenly, so that the journal and a restart stay short
 * - logs: a thread copies the write-ahead logs into the databases each second. When all but little
 *   is copied, the thread that writes does the rest, and SQLite starts its log anew
 */
import type { Executor } from './executor-job.ts'
import type { LogState, LogWorker } from './log-worker.ts'
import type { PageRounds } from './page-round.ts'

const ROUND_MS = 30_000
const STEP_MS = 100
const LOG_MS = 1_000
/** A round is done in good time before the next. */
const STEPS_OF_ROUND = 240
const REST_FRAMES_MAX = 2_000
const LONG_LOG_FRAMES = 4_096

export interface Upkeep {
  stop(): Promise<void>
}

interface Parts {
  readonly rounds: PageRounds
  readonly logs: LogWorker
  /** In the order in which the log worker has their databases. */
  readonly executors: readonly Executor[]
  /** Hears of what failed; it is tried again with the next step. */
  readonly onTrouble: (problem: unknown) => void
}

export function startUpkeep({ rounds, logs, executors, onTrouble }: Parts): Upkeep {
  let roundAt = performance.now() + ROUND_MS
  let pagesPerStep = 1

  const stepPages = async () => {
    if (performance.now() < roundAt) return
    if (rounds.left === 0) pagesPerStep = Math.ceil(rounds.changed / STEPS_OF_ROUND) || 1
    if (await rounds.step(pagesPerStep)) {
      roundAt = Math.max(performance.now(), roundAt + ROUND_MS)
    }
  }

  const storeLogs = async () => {
    const states = await logs.store()
    for (const [index, state] of states.entries()) {
      if (isNearlyStored(state)) await executors[index]?.run({ kind: 'storeLog' })
    }
  }

  const timers = [every(STEP_MS, stepPages, onTrouble), every(LOG_MS, storeLogs, onTrouble)]
  return {
    async stop() {
      await Promise.all(timers.map((stop) => stop()))
    },
  }
}

/** Acts again and again, never twice at once; the returned function ends it. */
function every(
  periodMs: number,
  act: () => Promise<void>,
  onTrouble: (problem: unknown) => void,
): () => Promise<void> {
  let acting: Promise<void> | null = null
  const timer = setInterval(() => {
    acting ??= act()
      .catch(onTrouble)
      .finally(() => {
        acting = null
      })
  }, periodMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await acting
  }
}

function isNearlyStored({ frames, stored }: LogState): boolean {
  return frames > LONG_LOG_FRAMES && frames - stored < REST_FRAMES_MAX
}
