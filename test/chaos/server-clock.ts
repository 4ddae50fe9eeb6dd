import { spawnSync } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnv } from '../kit/clean-env.ts'
import { tempDir } from '../kit/temp-dir.ts'

/** The wall clock of one server, which can be set while it runs. */
export interface ServerClock {
  /** For the server's process. */
  readonly env: Readonly<Record<string, string>>
  /** Takes effect within a second. */
  set(aheadMs: number): void
  /** Removes what a killed process of the server has left in shared memory. */
  forget(pid: number): void
}

const SHARED_MEMORY = '/dev/shm'

/**
 * By libfaketime, which answers in the place of the system; monotonic time stays as it is.
 * Undefined where it is not installed.
 */
export function serverClock(): ServerClock | undefined {
  const asked = ['-f', '+0s', 'printenv', 'LD_PRELOAD']
  const answer = spawnSync('faketime', asked, { env: cleanEnv('/nonexistent'), encoding: 'utf8' })
  if (answer.status !== 0) return undefined
  const directory = tempDir()
  const file = join(directory, 'ahead')
  const set = (aheadMs: number) => {
    const seconds = aheadMs / 1_000
    writeFileSync(`${file}.new`, seconds < 0 ? String(seconds) : `+${seconds}`)
    renameSync(`${file}.new`, file)
  }
  set(0)
  return {
    env: {
      LD_PRELOAD: answer.stdout.trim(),
      FAKETIME_TIMESTAMP_FILE: file,
      /** Seconds. Without a cache the file is read at each look at the clock. */
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    set,
    forget(pid) {
      for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]) {
        rmSync(join(SHARED_MEMORY, name), { force: true })
      }
    },
  }
}
