import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OpenRefusal } from './refusal.ts'
import type { Connection, Sqlite } from './sqlite.ts'

export interface Lock {
  release(): void
}

/**
 * One writer per data directory: a small database that is locked as long as the process lives. The
 * kernel frees it however the process ends, and a reused process id cannot fool it.
 */
export function lockDataDir(sqlite: Sqlite, dataDir: string): Lock {
  const pidFile = join(dataDir, 'flatline.pid')
  const connection = openLock(sqlite, join(dataDir, 'lock.db'))
  try {
    connection.exec('PRAGMA busy_timeout = 0')
    connection.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile, `${process.pid}\n`)
  } catch (cause) {
    connection.close()
    throw refused(dataDir, readPid(pidFile), cause)
  }
  return { release: () => connection.close() }
}

function openLock(sqlite: Sqlite, path: string): Connection {
  try {
    return sqlite.open(path)
  } catch (cause) {
    throw new OpenRefusal(
      'unusable',
      `${path} cannot be opened.`,
      'See that the data directory can be written by the user that runs Flatline.',
      cause,
    )
  }
}

function refused(dataDir: string, pid: string, cause: unknown): OpenRefusal {
  const locked = cause instanceof Error && /locked|busy/i.test(cause.message)
  if (!locked) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new OpenRefusal(
      'unusable',
      `The data directory ${dataDir} cannot be locked: ${reason}.`,
      'See that it can be written and its disk has room. Network file systems are not supported.',
      cause,
    )
  }
  return new OpenRefusal(
    'locked',
    `Another Flatline (pid ${pid}) is using the data directory ${dataDir}.`,
    'Stop it first, or give this one its own directory with FLATLINE_DATA_DIR.',
    cause,
  )
}

function readPid(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
