/**
 * Writes wait while a transaction is under way and make up the next one:
 *
 * - They are put into words a few milliseconds at a time, so that the event loop goes on.
 * - A transaction takes up to `JOB_WRITES_MAX` of them: the more, the fewer pages per write.
 * - Every write has its own condition, and is answered after the commit.
 * - A failed transaction is rolled back and refuses every caller who had a part in it.
 */
import type { Write } from '../../service/ports.ts'
import { encodeWrite } from './encode-write.ts'
import type { Executor, RecordWrite } from './executor-job.ts'
import { closedFailure, storeFailure } from './failure.ts'

export interface RecordWriter {
  write(writes: readonly Write[]): Promise<boolean[]>
  /** Refuses what comes from now on; resolves when everything before is answered. */
  close(): Promise<void>
}

interface Request {
  readonly writes: readonly Write[]
  encoded: number
  readonly outcomes: boolean[]
  answer(outcomes: boolean[]): void
  refuse(problem: unknown): void
}

/** What the next transaction will hold, and whose writes they are. */
interface Gathering {
  readonly writes: RecordWrite[]
  readonly owners: Request[]
}

const ENCODING_MS = 4
const JOB_WRITES_MAX = 4_000
export const STAGED_WRITES_MAX = 100_000

export function openRecordWriter(executor: Executor): RecordWriter {
  let staged: Request[] = []
  let waitingWrites = 0
  let gathering = nothing()
  let running = false
  let scheduled = false
  let closed = false
  let whenIdle: (() => void) | null = null

  const schedule = () => {
    if (scheduled || staged.length === 0 || gathering.writes.length >= JOB_WRITES_MAX) return
    scheduled = true
    setImmediate(encodeSome)
  }

  const encodeSome = () => {
    scheduled = false
    const until = performance.now() + ENCODING_MS
    let done = 0
    for (const request of staged) {
      encodeRequest(request, gathering, until)
      if (request.encoded < request.writes.length) break
      done++
    }
    staged = staged.slice(done)
    runNext()
    schedule()
  }

  const runNext = () => {
    if (running || gathering.writes.length === 0) return
    const job = gathering
    gathering = nothing()
    running = true
    executor.run({ kind: 'records', writes: job.writes }).then(
      (outcomes) => ended(() => answer(job, outcomes)),
      (problem) => ended(() => refuse(job, problem)),
    )
  }

  const ended = (settle: () => void) => {
    running = false
    settle()
    runNext()
    schedule()
    if (isIdle()) whenIdle?.()
  }

  const answer = ({ owners }: Gathering, outcomes: readonly boolean[]) => {
    for (const [index, owner] of owners.entries()) {
      owner.outcomes.push(outcomes[index] ?? false)
      if (owner.outcomes.length < owner.writes.length) continue
      waitingWrites -= owner.writes.length
      owner.answer(owner.outcomes)
    }
  }

  const refuse = ({ owners }: Gathering, problem: unknown) => {
    const failed = new Set(owners)
    staged = staged.filter((request) => !failed.has(request))
    gathering = without(gathering, failed)
    for (const owner of failed) {
      waitingWrites -= owner.writes.length
      owner.refuse(problem)
    }
  }

  const isIdle = () => !running && staged.length === 0 && gathering.writes.length === 0

  return {
    write(writes) {
      if (closed) return Promise.reject(closedFailure())
      if (writes.length === 0) return Promise.resolve([])
      if (waitingWrites + writes.length > STAGED_WRITES_MAX) {
        return Promise.reject(storeFailure(new Error('too many writes are waiting')))
      }
      return new Promise((answer, refuse) => {
        staged.push({ writes, encoded: 0, outcomes: [], answer, refuse })
        waitingWrites += writes.length
        schedule()
      })
    },
    close() {
      closed = true
      return new Promise((resolve) => {
        if (isIdle()) resolve()
        else whenIdle = resolve
      })
    },
  }
}

/** Stops when the transaction is full, or the time is up. */
function encodeRequest(request: Request, { writes, owners }: Gathering, until: number): void {
  while (writes.length < JOB_WRITES_MAX && performance.now() < until) {
    const write = request.writes[request.encoded]
    if (write === undefined) return
    writes.push(encodeWrite(write))
    owners.push(request)
    request.encoded++
  }
}

function nothing(): Gathering {
  return { writes: [], owners: [] }
}

function without(gathering: Gathering, failed: ReadonlySet<Request>): Gathering {
  const kept = nothing()
  for (const [index, owner] of gathering.owners.entries()) {
    const write = gathering.writes[index]
    if (write === undefined || failed.has(owner)) continue
    kept.writes.push(write)
    kept.owners.push(owner)
  }
  return kept
}
