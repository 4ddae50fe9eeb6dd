/**
 * Writes wait while a transaction is under way and make up the next one:
 *
 * - They are put into words a few milliseconds at a time, so that the event loop goes on.
 * - A transaction takes up to `JOB_WRITES_MAX` of them: the more, the fewer pages per write.
 * - A large one is handed over while another is under way, so that the disk never waits for us.
 * - Every write has its own condition, and is answered after the commit.
 * - A failed transaction is rolled back and refuses every caller who had a part in it; another part
 *   may be in the one behind it, and written.
 */
import type { Write } from '../../service/ports.ts'
import { encodeWrite } from './encode-write.ts'
import type { Executor, RecordWrite } from './executor-job.ts'
import { closedFailure, storeFailure } from './failure.ts'

interface Request {
  readonly writes: readonly Write[]
  encoded: number
  readonly outcomes: boolean[]
  isRefused: boolean
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
const LARGE_JOB_WRITES = 2_000
const STAGED_WRITES_MAX = 100_000

export class RecordWriter {
  readonly #executor: Executor
  #staged: Request[] = []
  #waitingWrites = 0
  #gathering = nothing()
  /** Transactions that were handed over: one under way, and one behind it. */
  #running = 0
  #scheduled = false
  #closed = false
  #whenIdle: (() => void) | null = null

  constructor(executor: Executor) {
    this.#executor = executor
  }

  write(writes: readonly Write[]): Promise<boolean[]> {
    if (this.#closed) return Promise.reject(closedFailure())
    if (writes.length === 0) return Promise.resolve([])
    if (this.#waitingWrites + writes.length > STAGED_WRITES_MAX) {
      return Promise.reject(storeFailure(new Error('too many writes are waiting')))
    }
    return new Promise((answer, refuse) => {
      this.#staged.push({ writes, encoded: 0, outcomes: [], isRefused: false, answer, refuse })
      this.#waitingWrites += writes.length
      this.#schedule()
    })
  }

  /** Refuses what comes from now on; resolves when everything before is answered. */
  close(): Promise<void> {
    this.#closed = true
    return new Promise((resolve) => {
      if (this.#isIdle()) resolve()
      else this.#whenIdle = resolve
    })
  }

  #schedule(): void {
    const full = this.#gathering.writes.length >= JOB_WRITES_MAX
    if (this.#scheduled || full || this.#staged.length === 0) return
    this.#scheduled = true
    setImmediate(() => this.#encodeSome())
  }

  #encodeSome(): void {
    this.#scheduled = false
    const until = performance.now() + ENCODING_MS
    let done = 0
    for (const request of this.#staged) {
      encodeRequest(request, this.#gathering, until)
      if (request.encoded < request.writes.length) break
      done++
    }
    this.#staged.splice(0, done)
    this.#runNext()
    this.#schedule()
  }

  #runNext(): void {
    const { length } = this.#gathering.writes
    if (length === 0 || this.#running > 1) return
    if (this.#running === 1 && length < LARGE_JOB_WRITES) return
    const job = this.#gathering
    this.#gathering = nothing()
    this.#running++
    this.#executor.run({ kind: 'records', writes: job.writes }).then(
      (outcomes) => this.#ended(() => this.#answer(job, outcomes)),
      (problem) => this.#ended(() => this.#refuse(job, problem)),
    )
  }

  #ended(settle: () => void): void {
    this.#running--
    settle()
    this.#runNext()
    this.#schedule()
    if (this.#isIdle()) this.#whenIdle?.()
  }

  #answer({ owners }: Gathering, outcomes: readonly boolean[]): void {
    for (const [index, owner] of owners.entries()) {
      owner.outcomes.push(outcomes[index] ?? false)
      if (owner.outcomes.length < owner.writes.length) continue
      this.#waitingWrites -= owner.writes.length
      owner.answer(owner.outcomes)
    }
  }

  #refuse({ owners }: Gathering, problem: unknown): void {
    const failed = new Set(owners)
    this.#staged = this.#staged.filter((request) => !failed.has(request))
    this.#gathering = without(this.#gathering, failed)
    for (const owner of failed) {
      if (owner.isRefused) continue
      owner.isRefused = true
      this.#waitingWrites -= owner.writes.length
      owner.refuse(problem)
    }
  }

  #isIdle(): boolean {
    return this.#running === 0 && this.#staged.length === 0 && this.#gathering.writes.length === 0
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
