/**
 * The workers of one server, as its main process sees them:
 *
 * - All of them must listen, or the start fails with the sentence of the first that could not.
 * - One that ends has refused what it held: that is blindness. It is started again, at once the
 *   first time, later and later if it keeps ending.
 * - A flush is over when each worker has answered it, behind all that it had read before. One that
 *   leaves many without an answer is killed: it would hold all judgement up for ever.
 */
import { refuse } from '../../../core/listening.ts'
import type { Context } from '../../../service/context.ts'
import { EXIT, StartError } from '../../start-error.ts'
import type { Place } from '../listen-queue.ts'
import type { Forked, ForkWorker } from './fork-worker.ts'
import type { WorkerOptions } from './worker.ts'
import { linkToWorker, type WorkerLink } from './worker-link.ts'

export interface WorkersOptions {
  readonly ctx: Context
  readonly count: number
  readonly worker: WorkerOptions
  readonly fork: ForkWorker
  /** Of connections from this machine, by their port. */
  readonly onTaken: (port: number) => void
  readonly onDropped: (port: number) => void
}

interface Member {
  readonly forked: Forked
  readonly link: WorkerLink
  readonly flushes: Set<number>
  hasDrained: boolean
}

interface Flush {
  readonly members: Set<Member>
  readonly act: () => void
}

const ENDED = 'A worker process ended at once: look at the memory and processes that are allowed.'
const RESTART_MS_MIN = 100
const RESTART_MS_MAX = 10_000
/** One that listened for as long was no failed start. */
const STEADY_MS = 10_000
const FLUSHES_MAX = 6
const LEAVE_MS_MAX = 1_500

export class Workers {
  readonly #options: WorkersOptions
  readonly #members = new Set<Member>()
  readonly #flushes = new Map<number, Flush>()
  readonly #restarts = new Set<NodeJS.Timeout>()
  #lastFlush = 0
  #failures = 0
  /** Between a start that succeeded and the end: only then are workers started again. */
  #isRunning = false
  #onChange = () => {}

  constructor(options: WorkersOptions) {
    this.#options = options
  }

  /** Where they listen. Throws a StartError. */
  async start(): Promise<Place> {
    const started = Array.from({ length: this.#options.count }, () => this.#begin())
    const reports = await Promise.all(started.map(({ forked }) => forked.report))
    for (const report of reports) {
      if (report === null) throw new StartError(ENDED, EXIT.failed)
      if ('sentence' in report) throw new StartError(report.sentence, report.exitCode)
    }
    if (this.#members.size < this.#options.count) throw new StartError(ENDED, EXIT.failed)
    this.#isRunning = true
    const [first] = reports
    if (first === null || first === undefined || 'sentence' in first) throw new Error('no worker')
    return first
  }

  /** Acts when all that was taken until now is read; what it brought counts as on its way then. */
  flush(act: () => void): void {
    this.#lastFlush = (this.#lastFlush + 1) % 0xffff_ffff
    const id = this.#lastFlush
    this.#flushes.set(id, { members: new Set(this.#members), act })
    for (const member of this.#members) {
      member.flushes.add(id)
      if (member.flushes.size > FLUSHES_MAX) member.forked.kill()
      else member.link.flush(id)
    }
    this.#settleFlush(id)
  }

  /** They take nothing new; resolves when they have answered what they hold, or after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.#isRunning = false
    for (const timer of this.#restarts) clearTimeout(timer)
    for (const { link } of this.#members) link.drain()
    await this.#until(() => [...this.#members].every(({ hasDrained }) => hasDrained), limitMs)
  }

  /** Lets them go; resolves when they have ended. */
  async end(): Promise<void> {
    this.#isRunning = false
    for (const { link } of this.#members) link.end()
    const isOver = () => this.#members.size === 0
    await this.#until(isOver, LEAVE_MS_MAX)
    for (const { forked } of this.#members) forked.kill()
    await this.#until(isOver, LEAVE_MS_MAX)
  }

  #begin(): Member {
    const { ctx, fork, worker, onTaken, onDropped } = this.#options
    const forked = fork(worker)
    const link = linkToWorker(ctx, forked.channel, {
      taken: onTaken,
      dropped: onDropped,
      flushed: (id) => this.#flushed(member, id),
      drained: () => {
        member.hasDrained = true
        this.#onChange()
      },
      broken: (error) => {
        ctx.log.error({ error, pid: forked.pid }, 'a worker said what cannot be understood')
        forked.kill()
      },
    })
    const member: Member = { forked, link, flushes: new Set(), hasDrained: false }
    this.#members.add(member)
    void this.#watch(member)
    return member
  }

  async #watch(member: Member): Promise<void> {
    const { ctx } = this.#options
    const startedMs = ctx.clock.read().monotonicMs
    const report = await member.forked.report
    const isFailed = report === null || 'sentence' in report
    if (isFailed) member.forked.kill()
    const reason = await member.forked.ended
    this.#members.delete(member)
    if (this.#isRunning) {
      const { wallMs, monotonicMs } = ctx.clock.read()
      ctx.listening = refuse(ctx.listening, 'overload', wallMs)
      const isSteady = !isFailed && monotonicMs - startedMs > STEADY_MS
      this.#failures = isSteady ? 0 : this.#failures + 1
      const fault = isFailed && report !== null ? report.sentence : reason
      this.#restart(member.forked.pid, fault)
    }
    for (const id of member.flushes) this.#flushed(member, id)
    this.#onChange()
  }

  #restart(pid: number, reason: string): void {
    const waitMs = Math.min(RESTART_MS_MIN * 2 ** Math.min(this.#failures, 10), RESTART_MS_MAX)
    const fields = { pid, reason, waitMs }
    this.#options.ctx.log.warn(fields, 'a worker has ended and is started again')
    const timer = setTimeout(() => {
      this.#restarts.delete(timer)
      if (this.#isRunning) this.#beginAgain()
    }, waitMs)
    this.#restarts.add(timer)
  }

  /** The system may have no process left to give. */
  #beginAgain(): void {
    try {
      this.#begin()
    } catch (error) {
      this.#failures += 1
      this.#restart(0, error instanceof Error ? error.message : String(error))
    }
  }

  #flushed(member: Member, id: number): void {
    member.flushes.delete(id)
    this.#flushes.get(id)?.members.delete(member)
    this.#settleFlush(id)
  }

  #settleFlush(id: number): void {
    const flush = this.#flushes.get(id)
    if (flush === undefined || flush.members.size > 0) return
    this.#flushes.delete(id)
    flush.act()
  }

  #until(isSo: () => boolean, limitMs: number): Promise<void> {
    if (isSo()) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      this.#onChange = () => {
        if (!isSo()) return
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
