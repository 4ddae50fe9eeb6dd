/**
 * What strikes inside the embedded store, where it writes: between what it has gathered and its
 * commit, and in the middle of the commit itself.
 *
 * - slow     the commit takes place later, and what comes meanwhile waits for its turn
 * - refused  SQLite says so: at once, or because the file may not grow, or because the disk did not
 *            confirm it. Then nothing is written, but a power cut may bring it to light
 * - crash    a power cut: any part of what the commit changes is on the disk, nobody hears of it
 */
import { basename, join } from 'node:path'
import type { Executor, Job, RecordWrite } from '../../src/store/embedded/executor-job.ts'
import { storeFailure } from '../../src/store/embedded/failure.ts'
import { inlineExecutor } from '../../src/store/embedded/inline-executor.ts'
import { RECORD_TABLES } from '../../src/store/embedded/records-schema.ts'
import { loadSqlite } from '../../src/store/embedded/sqlite.ts'
import { never, type Process } from '../kernel/process.ts'
import type { Random } from '../kernel/random.ts'
import type { CommittedRecords } from './committed-records.ts'
import { type Fates, GOOD_MOOD } from './fates.ts'
import { cutOff, type Files, layOut, type Rest, readFiles, removeDir } from './files.ts'
import type { World } from './world.ts'

export interface Struck {
  readonly world: World
  readonly process: Process
  readonly fates: Fates
  readonly random: Random
  readonly dir: string
  readonly records: CommittedRecords
  /** Only these files are left. Whoever already serves dies of it; a start fails. */
  readonly onPowerCut: (files: Files) => void
}

/** One database: its file, its log, and what writes it. */
interface Target {
  readonly inner: Executor
  readonly file: string
  readonly log: string
}

/** A commit that was refused, though the log may hold it. */
interface Unconfirmed {
  readonly log: Buffer
  readonly writes: readonly RecordWrite[]
}

const COMMIT = { port: 'commit', kind: null, changes: true } as const
const PAGES_MAX = 1_073_741_823
const NO_BYTES = Buffer.alloc(0)

export class StruckWrites {
  readonly #struck: Struck
  /** By the name of the log. */
  readonly #unconfirmed = new Map<string, Unconfirmed>()
  /** Databases that may not grow, by the name of the log. */
  readonly #full = new Set<string>()
  /** Written, but the store has not been answered yet. */
  #unanswered: readonly RecordWrite[] = []
  #latest = ''

  constructor(struck: Struck) {
    this.#struck = struck
  }

  /** Comes between the store and what writes the database at `path`. */
  executor(inner: Executor, path: string): Executor {
    const target = { inner, file: basename(path), log: `${basename(path)}-wal` }
    let last: Promise<unknown> = Promise.resolve()
    return {
      run: (job) => {
        const next = last.then(() => this.#meetFate(target, job))
        last = next.catch(() => {})
        return next
      },
      close: () => inner.close(),
    }
  }

  /** The files as a power cut leaves them now. */
  filesLeft(): Files {
    return this.#settleUnanswered(readFiles(this.#struck.dir))
  }

  async #meetFate(target: Target, job: Job): Promise<boolean[]> {
    const { process, fates, world } = this.#struck
    if (!process.alive) return never()
    const fate = fates.next(COMMIT)
    switch (fate.kind) {
      case 'through':
        return this.#commit(target, job)
      case 'slow':
      case 'freeze':
        await world.kernel.wait(fate.ms)
        return process.alive ? this.#commit(target, job) : never()
      case 'refused':
      case 'lost':
        return this.#refuse(target, job)
      case 'crash':
        return this.#cutPower(target, job, fate.moment)
    }
  }

  async #commit(target: Target, job: Job): Promise<boolean[]> {
    const { process, records } = this.#struck
    const { inner, log } = target
    if (job.kind === 'records') this.#unanswered = job.writes
    const outcomes = this.#full.has(log)
      ? await this.#commitInFull(target, job)
      : await inner.run(job)
    if (!process.alive) return never()
    this.#latest = nameOf(job)
    if (job.kind !== 'storeLog') this.#unconfirmed.delete(log)
    if (job.kind === 'records') {
      records.add(job.writes)
      this.#unanswered = []
    }
    return outcomes
  }

  async #refuse(target: Target, job: Job): Promise<boolean[]> {
    const { world, random } = this.#struck
    const how = random.pick(['at once', 'file is full', 'not confirmed', 'not confirmed'] as const)
    world.truth.excuses++
    world.referee.sometimes(`a commit is refused: ${how}`)
    if (how === 'file is full') {
      this.#full.add(target.log)
      return this.#commit(target, job)
    }
    if (how === 'not confirmed' && job.kind !== 'storeLog') {
      this.#unconfirmed.set(target.log, await this.#tryOnCopy(target, job))
    }
    throw storeFailure(new Error(`a commit is refused: ${how}`))
  }

  /** SQLite itself finds out that there is no room, as long as the disk is in its mood. */
  async #commitInFull({ inner, log }: Target, job: Job): Promise<boolean[]> {
    const { fates, world } = this.#struck
    const isFull = fates.mood !== GOOD_MOOD
    if (!isFull) this.#full.delete(log)
    await inner.run(allowPages(isFull ? 1 : PAGES_MAX))
    try {
      return await inner.run(job)
    } catch (problem) {
      world.truth.excuses++
      world.referee.sometimes('SQLite finds the disk full')
      throw problem
    }
  }

  async #tryOnCopy({ file, log }: Target, job: Job): Promise<Unconfirmed> {
    const copy = layOut(readFiles(this.#struck.dir))
    const connection = loadSqlite().open(join(copy, file))
    try {
      await inlineExecutor(connection, { tables: RECORD_TABLES }).run(job)
      const writes = job.kind === 'records' ? job.writes : []
      return { log: readFiles(copy).get(log) ?? NO_BYTES, writes }
    } finally {
      connection.close()
      removeDir(copy)
    }
  }

  async #cutPower(
    { inner, file, log }: Target,
    job: Job,
    moment: 'before' | 'after',
  ): Promise<boolean[]> {
    const { world, random, dir, process, onPowerCut } = this.#struck
    const before = readFiles(dir)
    if (job.kind === 'records') this.#unanswered = job.writes
    await inner.run(job)
    if (!process.alive) return never()
    const files = readFiles(dir)
    const rests: readonly Rest[] = ['nothing', 'the beginning', 'the beginning', 'some sectors']
    const rest = moment === 'after' ? 'all' : random.pick(rests)
    for (const name of [file, log]) {
      const whole = files.get(name) ?? NO_BYTES
      files.set(name, cutOff(before.get(name) ?? NO_BYTES, whole, rest, random))
    }
    const says = `the power is cut in ${nameOf(job)}; of it stays ${rest}`
    world.kernel.note(says)
    world.referee.sometimes(says)
    this.#latest = nameOf(job)
    if (job.kind !== 'storeLog') this.#unconfirmed.delete(log)
    onPowerCut(this.#settleUnanswered(files))
    if (process.alive) throw storeFailure(new Error(says))
    return never()
  }

  /** What nobody was told of, or was told that it failed, may be there after all. */
  #settleUnanswered(files: Files): Files {
    const { world, random, records, process } = this.#struck
    const left = new Map(files)
    records.addIfIn(left, this.#unanswered, process)
    this.#unanswered = []
    for (const [name, { log, writes }] of this.#unconfirmed) {
      if (random.chance(0.5)) continue
      left.set(name, log)
      world.referee.sometimes('a commit that was refused comes to light')
      records.addIfIn(left, writes, process)
    }
    this.#unconfirmed.clear()
    if (this.#latest === PAGES) world.referee.sometimes('an end between pages and cut of journal')
    return left
  }
}

function allowPages(count: number): Job {
  return { kind: 'statements', statements: [[`PRAGMA max_page_count = ${count}`]] }
}

const PAGES = 'the pages'

function nameOf(job: Job): string {
  if (job.kind === 'storeLog') return 'the copy of a log'
  if (job.kind === 'records') return 'records'
  const sql = job.statements[0]?.[0] ?? ''
  if (sql.includes('INTO page_')) return PAGES
  if (sql.includes('INTO mark')) return 'the mark'
  return sql.includes('DELETE') ? 'the cut of the journal' : 'the journal'
}
