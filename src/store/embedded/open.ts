import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Pulses, Recorded, Records } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { ChangedPages } from './changed-pages.ts'
import { type CommitQueue, openCommitQueue } from './commit-queue.ts'
import { openDatabase } from './database.ts'
import { touchAll } from './due.ts'
import { guarded } from './failure.ts'
import { openJournal } from './journal.ts'
import { type Lock, lockDataDir } from './lock.ts'
import { type LogWorker, logWorker } from './log-worker.ts'
import { type PageRounds, pageRounds } from './page-round.ts'
import { embeddedPulses } from './pulses.ts'
import { PULSES_MIGRATIONS } from './pulses-schema.ts'
import { readMarks } from './read-marks.ts'
import { openRecordWriter } from './record-writer.ts'
import { embeddedRecords } from './records.ts'
import { RECORDS_MIGRATIONS } from './records-schema.ts'
import { OpenRefusal } from './refusal.ts'
import { restoreSlots } from './restore.ts'
import { Slots } from './slots.ts'
import { type Connection, loadSqlite, type SqliteSource } from './sqlite.ts'
import { nextTurn } from './turn.ts'
import { startUpkeep } from './upkeep.ts'
import { writeStatements } from './write-statements.ts'

export interface EmbeddedOptions {
  /** Made if it does not exist. */
  readonly dataDir: string
  readonly defaults: Defaults
  /** Hears of what fails in the background; it is tried again by itself. */
  readonly onTrouble?: (problem: unknown) => void
  /** For tests: forces a source of SQLite, and bounds the files as a full disk would. */
  readonly sqlite?: SqliteSource
  readonly pagesMax?: number
}

export interface EmbeddedStats {
  readonly hosts: number
  readonly journalBytes: number
  /** Both databases with their logs. */
  readonly databaseBytes: number
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
   * by at most so many pages.
   */
  checkpoint(pagesMax?: number): Promise<void>
  stats(): EmbeddedStats
  /** Answers what was asked before, stores what changed and frees the directory; within 5 s. */
  close(): Promise<void>
}

const CLOSING_MS = 4_000
const PAGES_AT_ONCE = 32
/** Pulses that are made in one go for records that have none. */
const ADOPTED_AT_ONCE = 8_192

/** Throws an OpenRefusal, with its cure, if the directory cannot be used. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const sqlite = loadSqlite(options.sqlite)
  makeDir(options.dataDir)
  const opened: { close(): void }[] = []
  try {
    const lock = lockDataDir(sqlite, options.dataDir)
    opened.push({ close: lock.release })
    const [pulsesPath = '', recordsPath = ''] = pathsOf(options.dataDir)
    const bound = options.pagesMax === undefined ? {} : { pagesMax: options.pagesMax }
    const open = (path: string, migrations: readonly string[]) => {
      const connection = openDatabase(sqlite, { path, migrations, ...bound })
      opened.push(connection)
      return connection
    }
    const pulsesDb = open(pulsesPath, PULSES_MIGRATIONS)
    const recordsDb = open(recordsPath, RECORDS_MIGRATIONS)
    const logs = logWorker(sqlite, [pulsesPath, recordsPath])
    return await assemble({ options, lock, pulsesDb, recordsDb, logs })
  } catch (cause) {
    for (const each of opened.reverse()) each.close()
    throw cause
  }
}

interface Opened {
  readonly options: EmbeddedOptions
  readonly lock: Lock
  readonly pulsesDb: Connection
  readonly recordsDb: Connection
  readonly logs: LogWorker
}

async function assemble(opened: Opened): Promise<Embedded> {
  const { options, lock, pulsesDb, recordsDb, logs } = opened
  const slots = new Slots(options.defaults)
  const changed = new ChangedPages()
  const { firstSequence, sizes } = restoreSlots(pulsesDb, slots, changed)
  const journal = openJournal(pulsesDb, firstSequence, sizes)
  const queue = openCommitQueue(slots, changed, journal, firstSequence + sizes.length - 1)
  await takeOverMarks(slots, queue, readMarks(recordsDb))
  const writer = openRecordWriter(recordsDb, writeStatements(recordsDb))
  const applied = () => queue.applied
  const rounds = pageRounds({ connection: pulsesDb, slots, changed, journal, applied })
  const onTrouble = options.onTrouble ?? (() => {})
  const connections = [pulsesDb, recordsDb]
  const upkeep = startUpkeep({ rounds, logs, connections, onTrouble })
  const marks = openMarks(pulsesDb)

  const close = async () => {
    await Promise.all([queue.close(), writer.close()])
    await upkeep.stop()
    await storeAll(rounds, CLOSING_MS).catch(onTrouble)
    await logs.close()
    for (const connection of connections) connection.close()
    lock.release()
  }
  let closing: Promise<void> | undefined

  return {
    pulses: embeddedPulses(slots, queue),
    records: embeddedRecords(recordsDb, writer),
    lastMark: marks.last,
    mark: marks.put,
    async checkpoint(pagesMax) {
      if (pagesMax === undefined) await storeAll(rounds, Number.POSITIVE_INFINITY)
      else rounds.step(pagesMax)
    },
    stats: () => ({
      hosts: slots.hosts,
      journalBytes: journal.bytes,
      databaseBytes: bytesOf(options.dataDir),
      changedPages: rounds.changed,
    }),
    close() {
      closing ??= close()
      return closing
    },
  }
}

/** A recorded host whose pulse is lost gets a new one, never heard. */
async function takeOverMarks(
  slots: Slots,
  queue: CommitQueue,
  marks: Iterable<readonly Recorded[]>,
): Promise<void> {
  for (const batch of marks) {
    const lost = batch.filter(({ hostId }) => slots.index.get(hostId) === undefined)
    for (let from = 0; from < lost.length; from += ADOPTED_AT_ONCE) {
      const some = lost.slice(from, from + ADOPTED_AT_ONCE)
      await Promise.all(some.map(({ hostId }) => queue.configure(hostId, {})))
    }
    for (const mark of batch) slots.settle(slots.index.get(mark.hostId) ?? 0, mark)
  }
  touchAll(slots)
}

function openMarks(connection: Connection) {
  const row = connection.prepare('SELECT at FROM mark WHERE only = 1').get()
  const put = connection.prepare(
    'INSERT INTO mark (only, at) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET at = excluded.at',
  )
  return {
    last: row === undefined ? null : Number(row.at),
    async put(now: number) {
      guarded(() => put.run(now))
    },
  }
}

/** Finishes the round that is under way, then makes a whole one. */
async function storeAll(rounds: PageRounds, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  for (let whole = rounds.left > 0 ? -1 : 0; whole < 1; ) {
    if (rounds.step(PAGES_AT_ONCE)) whole++
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

function pathsOf(dataDir: string): string[] {
  return ['pulses.db', 'records.db'].map((name) => join(dataDir, name))
}

function bytesOf(dataDir: string): number {
  const files = pathsOf(dataDir).flatMap((path) => [path, `${path}-wal`])
  const sizes = files.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0)
}
