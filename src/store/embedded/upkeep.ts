/**
 * What the store does beside its work, in short steps:
 *
 * - pages: a round every 30 s, spread evenly, so that the journal and a restart stay short
 * - logs: a worker thread copies the write-ahead logs into the databases each second. When all but
 *   little is copied, the main thread does the rest, and SQLite starts its log anew
 */
import { guarded } from './failure.ts'
import type { LogState, LogWorker } from './log-worker.ts'
import type { PageRounds } from './page-round.ts'
import type { Connection } from './sqlite.ts'

export const ROUND_MS = 30_000
const STEP_MS = 100
const LOG_MS = 1_000
/** A round is done in good time before the next. */
const STEPS_OF_ROUND = 240
const REST_FRAMES_MAX = 1_000
const LONG_LOG_FRAMES = 4_096

export interface Upkeep {
  stop(): Promise<void>
}

interface Parts {
  readonly rounds: PageRounds
  readonly logs: LogWorker
  /** In the order in which the worker has them. */
  readonly connections: readonly Connection[]
  /** Hears of what failed; it is tried again with the next step. */
  readonly onTrouble: (problem: unknown) => void
}

export function startUpkeep(parts: Parts): Upkeep {
  const { rounds, logs, connections, onTrouble } = parts
  let nextRoundAt = performance.now() + ROUND_MS
  let pagesPerStep = 1
  let storing: Promise<void> | null = null

  const stepPages = () => {
    if (performance.now() < nextRoundAt) return
    if (rounds.left === 0) pagesPerStep = Math.ceil(rounds.changed / STEPS_OF_ROUND) || 1
    if (rounds.step(pagesPerStep)) nextRoundAt = performance.now() + ROUND_MS / 5
  }

  const storeLogs = async () => {
    const states = await logs.store()
    for (const [index, state] of states.entries()) {
      if (isNearlyStored(state)) connections[index]?.exec('PRAGMA wal_checkpoint(PASSIVE)')
    }
  }

  const pageTimer = setInterval(() => {
    try {
      guarded(stepPages)
    } catch (problem) {
      onTrouble(problem)
    }
  }, STEP_MS)
  const logTimer = setInterval(() => {
    storing ??= storeLogs()
      .catch(onTrouble)
      .finally(() => {
        storing = null
      })
  }, LOG_MS)
  pageTimer.unref()
  logTimer.unref()

  return {
    async stop() {
      clearInterval(pageTimer)
      clearInterval(logTimer)
      await storing
    },
  }
}

function isNearlyStored({ frames, stored }: LogState): boolean {
  return frames > LONG_LOG_FRAMES && frames - stored < REST_FRAMES_MAX
}
