import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Sqlite } from './sqlite.ts'

/** Frames of a write-ahead log: how many there are, and how many are already in the database. */
export interface LogState {
  readonly frames: number
  readonly stored: number
}

export interface LogWorker {
  /** Copies the log of each database into it, beside the main thread. */
  store(): Promise<readonly LogState[]>
  close(): Promise<void>
}

/** The thread starts with the first `store`. */
export function logWorker(sqlite: Sqlite, paths: readonly string[]): LogWorker {
  let started: LogWorker | null = null
  return {
    store() {
      started ??= startThread(sqlite, paths)
      return started.store()
    },
    async close() {
      await started?.close()
    },
  }
}

function startThread(sqlite: Sqlite, paths: readonly string[]): LogWorker {
  const workerData = { specifier: sqlite.specifier, paths }
  const worker = new Worker(new URL('./log-thread.js', import.meta.url), { workerData })
  let ended = false
  worker.unref()
  worker.once('error', () => {})
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      ended = true
      resolve()
    })
  })
  return {
    async store() {
      if (ended) return []
      worker.postMessage('store')
      const [states] = await Promise.race([once(worker, 'message'), exited.then(() => [[]])])
      return states
    },
    async close() {
      if (ended) return
      worker.ref()
      worker.postMessage(null)
      await exited
    },
  }
}
