/**
 * Writes of one turn of the event loop share a transaction, which ends after `COMMIT_MS` at the
 * latest; what is left follows in the next turn. Every write has its own condition, and is answered
 * after the commit. A failed commit is rolled back and refuses everyone who had a part in it.
 */
import type { Write } from '../../service/ports.ts'
import { transact } from './database.ts'
import { closedFailure, guarded, storeFailure } from './failure.ts'
import type { Connection } from './sqlite.ts'
import { applyWrite, type WriteStatements } from './write-statements.ts'

export interface RecordWriter {
  write(writes: readonly Write[]): Promise<boolean[]>
  /** Refuses what comes from now on; resolves when everything before is answered. */
  close(): Promise<void>
}

interface Request {
  readonly writes: readonly Write[]
  readonly outcomes: boolean[]
  answer(outcomes: boolean[]): void
  refuse(problem: unknown): void
}

/** Keeps one turn of the event loop short. */
const COMMIT_MS = 8
export const STAGED_WRITES_MAX = 100_000

export function openRecordWriter(
  connection: Connection,
  statements: WriteStatements,
): RecordWriter {
  let staged: Request[] = []
  let stagedWrites = 0
  let busy = false
  let closed = false
  let whenIdle: (() => void) | null = null

  const schedule = () => {
    if (busy) return
    busy = true
    setImmediate(commitNext)
  }

  /** Applies staged writes until the time is up, noting the requests that have a part in it. */
  const applySome = (touched: Request[]) => {
    const until = performance.now() + COMMIT_MS
    for (const request of staged) {
      touched.push(request)
      const { writes, outcomes } = request
      while (outcomes.length < writes.length) {
        const write = writes[outcomes.length]
        if (write !== undefined) outcomes.push(applyWrite(statements, write))
        if (performance.now() > until) return
      }
    }
  }

  const commitNext = () => {
    const touched: Request[] = []
    try {
      guarded(() => transact(connection, () => applySome(touched)))
      const done = touched.filter(isComplete)
      leave(done)
      for (const { answer, outcomes } of done) answer(outcomes)
    } catch (problem) {
      const failed = touched.length > 0 ? touched : staged
      leave(failed)
      for (const { refuse } of failed) refuse(problem)
    }
    busy = false
    if (staged.length > 0) schedule()
    else whenIdle?.()
  }

  const leave = (requests: readonly Request[]) => {
    const gone = new Set(requests)
    staged = staged.filter((request) => !gone.has(request))
    for (const { writes } of gone) stagedWrites -= writes.length
  }

  return {
    write(writes) {
      if (closed) return Promise.reject(closedFailure())
      if (writes.length === 0) return Promise.resolve([])
      if (stagedWrites + writes.length > STAGED_WRITES_MAX) {
        return Promise.reject(storeFailure(new Error('too many writes are waiting')))
      }
      return new Promise((answer, refuse) => {
        staged.push({ writes, outcomes: [], answer, refuse })
        stagedWrites += writes.length
        schedule()
      })
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

function isComplete({ outcomes, writes }: Request): boolean {
  return outcomes.length === writes.length
}
