import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HostId } from '../../core/ids.ts'
import type { Pulses, Recorded, Records } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { ChangedPages } from './changed-pages.ts'
import { CommitQueue } from './commit-queue.ts'
import { openDatabase, pragmasOf } from './database.ts'
import { touchAll } from './due.ts'
import type { Executor } from './executor-job.ts'
import { inlineExecutor } from './inline-executor.ts'
import { openJournal } from './journal.ts'
import { lockDataDir } from './lock.ts'
import { type LogWorker, logWorker } from './log-worker.ts'
import { type PageRounds, pageRounds } from './page-round.ts'
import { embeddedPulses } from './pulses.ts'
import { PULSES_MIGRATIONS } from './pulses-schema.ts'
import { readMarks } from './read-marks.ts'
import { RecordWriter } from './record-writer.ts'
import { embeddedRecords } from './records.ts'
import { RECORD_TABLES, RECORDS_MIGRATIONS } from './records-schema.ts'
import { OpenRefusal } from './refusal.ts'
import { restoreSlots } from './restore.ts'
import { Slots } from './slots.ts'
import { type Connection, loadSqlite, type Sqlite, type SqliteSource } from './sqlite.ts'
import { storedBytes } from './stored-bytes.ts'
import { startThreadExecutor } from './thread-executor.ts'
import { nextTurn } from './turn.ts'
import { startUpkeep } from './upkeep.ts'

export interface EmbeddedOptions {
  /** Made if it does not exist. */
  readonly dataDir: string
  readonly defaults: Defaults
  /** Hears of what fails in the background; it is tried again by itself. */
  readonly onTrouble?: (problem: unknown) => void
  /** For tests: forces a source of SQLite, and bounds the files as a full disk would. */
  readonly sqlite?: SqliteSource
  readonly pagesMax?: number
  /**
   * False keeps all work in the caller's thread and starts no timer: pages and logs are stored when
   * the caller asks for a `checkpoint`, and with `close`. Default true.
   */
  readonly threads?: boolean
  /** For tests: stands between the store and what writes the database at `path`. */
  readonly executor?: (inner: Executor, path: string) => Executor
}

export interface EmbeddedStats {
  readonly hosts: number
  readonly journalBytes: number
  /** Pages of slots that changed since they were stored. */
  readonly changedPages: number
}

export interface Embedded {
  readonly pulses: Pulses
  readonly records: Records
  /** When a former process last said that it was alive. */
  readonly lastMark: number | null
  /** Says that this process is alive at `now`; durable when it resolves. */
  mark(now: number): Promise<void>
  /**
   * Stores all changed pages and cuts the journal at once; with `pagesMax`, only goes on with that
   * by at most so many pages. Without threads, copies the logs into the databases as well.
   */
  checkpoint(pagesMax?: number): Promise<void>
  stats(): EmbeddedStats
  /** Both databases with their logs, as they lie on disk now. */
  bytes(): Promise<number>
  /** Answers what was asked before, stores what changed and frees the directory; within 5 s. */
  close(): Promise<void>
  /** For tests: frees the directory as the end of a process does, and stores nothing more. */
  abandon(): Promise<void>
}

const CLOSING_MS = 4_000
const PAGES_AT_ONCE = 32
/** Pulses are read once, at the start; records all the time. */
const CACHES_KIB = { 'pulses.db': 2_048, 'records.db': 24_576 } as const
/** Pulses that are made in one go for records that have none. */
const ADOPTED_AT_ONCE = 2_048

/** Throws an OpenRefusal, with its cure, if the directory cannot be used. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const sqlite = loadSqlite(options.sqlite)
  makeDir(options.dataDir)
  const closers: (() => unknown)[] = []
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    closers.push(lockDataDir(sqlite, options.dataDir).release)
    const pulses = openFile(sqlite, options, 'pulses.db', PULSES_MIGRATIONS, closers)
    const records = openFile(sqlite, options, 'records.db', RECORDS_MIGRATIONS, closers)
    const logs = logWorker(sqlite, [pulses.path, records.path])
    closers.push(logs.close)
    return await assemble({ options, pulses, records, logs, closeAll })
  } catch (cause) {
    await closeAll()
    throw cause
  }
}

/** A database: a connection to read by, and what writes it. */
interface File {
  readonly path: string
  readonly connection: Connection
  readonly executor: Executor
}

interface Opened {
  readonly options: EmbeddedOptions
  readonly pulses: File
  readonly records: File
  readonly logs: LogWorker
  readonly closeAll: () => Promise<void>
}

function openFile(
  sqlite: Sqlite,
  { dataDir, pagesMax, threads, executor }: EmbeddedOptions,
  name: keyof typeof CACHES_KIB,
  migrations: readonly string[],
  closers: (() => unknown)[],
): File {
  const path = join(dataDir, name)
  const bounds = { cacheKib: CACHES_KIB[name], ...(pagesMax === undefined ? {} : { pagesMax }) }
  const connection = openDatabase(sqlite, { path, migrations, ...bounds })
  closers.push(() => connection.close())
  const { specifier } = sqlite
  const tables = RECORD_TABLES
  const writing =
    threads === false
      ? inlineExecutor(connection, { tables })
      : startThreadExecutor({ specifier, path, tables, pragmas: pragmasOf(bounds) })
  closers.push(writing.close)
  return { path, connection, executor: executor?.(writing, path) ?? writing }
}

async function assemble({ options, pulses, records, logs, closeAll }: Opened): Promise<Embedded> {
  const { dataDir, defaults, threads = true, onTrouble = () => {} } = options
  const slots = new Slots(defaults)
  const changed = new ChangedPages()
  const { firstSequence, sizes } = restoreSlots(pulses.connection, slots, changed)
  const journal = openJournal(pulses.executor, firstSequence, sizes)
  const lastSequence = firstSequence + sizes.length - 1
  const queue = new CommitQueue({ slots, changed, journal, lastSequence })
  await takeOverMarks(slots, queue, readMarks(records.connection))
  const writer = new RecordWriter(records.executor)
  const applied = () => queue.applied
  const rounds = pageRounds({ executor: pulses.executor, slots, changed, journal, applied })
  const executors = [pulses.executor, records.executor]
  const upkeep = threads ? startUpkeep({ rounds, logs, executors, onTrouble }) : null

  const close = async () => {
    await Promise.all([queue.close(), writer.close()])
    await upkeep?.stop()
    await storeAll(rounds, CLOSING_MS).catch(onTrouble)
    await closeAll()
  }
  let closing: Promise<void> | undefined

  return {
    pulses: embeddedPulses(slots, queue),
    records: embeddedRecords(records.connection, writer),
    lastMark: readMark(pulses.connection),
    async mark(now) {
      await pulses.executor.run({ kind: 'statements', statements: [[PUT_MARK, now]] })
    },
    async checkpoint(pagesMax) {
      if (pagesMax === undefined) await storeAll(rounds, Number.POSITIVE_INFINITY)
      else await rounds.step(pagesMax)
      if (threads) return
      for (const executor of executors) await executor.run({ kind: 'storeLog' })
    },
    stats: () => ({
      hosts: slots.hosts,
      journalBytes: journal.bytes,
      changedPages: rounds.changed,
    }),
    bytes: () => storedBytes(dataDir),
    close() {
      closing ??= close()
      return closing
    },
    abandon: closeAll,
  }
}

const PUT_MARK =
  'INSERT INTO mark (only, at) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET at = excluded.at'

function readMark(connection: Connection): number | null {
  const row = connection.prepare('SELECT at FROM mark WHERE only = 1').get()
  return row === undefined ? null : Number(row.at)
}

/** A recorded host whose pulse is lost gets a new one, never heard. */
async function takeOverMarks(
  slots: Slots,
  queue: CommitQueue,
  marks: Iterable<readonly Recorded[]>,
): Promise<void> {
  const find = finderInOrder(slots)
  for (const batch of marks) {
    const found = batch.map(({ hostId }) => find(hostId))
    const lost = batch.filter((_, index) => found[index] === undefined)
    for (let from = 0; from < lost.length; from += ADOPTED_AT_ONCE) {
      const some = lost.slice(from, from + ADOPTED_AT_ONCE)
      await Promise.all(some.map(({ hostId }) => queue.configure(hostId, {})))
    }
    for (const [index, mark] of batch.entries()) {
      slots.settle(found[index] ?? slots.index.get(mark.hostId) ?? 0, mark)
    }
  }
  touchAll(slots)
}

/** Most records lie in the order of their slots: a comparison is much cheaper than a look-up. */
function finderInOrder(slots: Slots): (hostId: HostId) => number | undefined {
  let next = 0
  return (hostId) => {
    const slot = slots.ids[next] === hostId ? next : slots.index.get(hostId)
    if (slot !== undefined) next = slot + 1
    return slot
  }
}

/** Finishes the round that is under way, then makes a whole one. */
async function storeAll(rounds: PageRounds, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  for (let whole = rounds.left > 0 ? -1 : 0; whole < 1; ) {
    if (await rounds.step(PAGES_AT_ONCE)) whole++
    if (performance.now() > until) return
    await nextTurn()
  }
}

function makeDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new OpenRefusal(
      'unusable',
      `The data directory ${path} cannot be made.`,
      'Make it yourself, writable for the user that runs Flatline, or name another one.',
      cause,
    )
  }
}
