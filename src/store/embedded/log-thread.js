// JavaScript with checked types, because Node 20 cannot start a thread from TypeScript.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

/** @import { Connection, Statement } from './sqlite.ts' */
/** @import { LogState } from './log-worker.ts' */

process.emitWarning = () => {}

/** @type {{ specifier: string, paths: string[] }} */
const { specifier, paths } = workerData
const { DatabaseSync } = createRequire(import.meta.url)(specifier)
const databases = paths.map((path) => {
  /** @type {Connection} */
  const connection = new DatabaseSync(path)
  connection.exec('PRAGMA synchronous = FULL')
  return { connection, store: connection.prepare('PRAGMA wal_checkpoint(PASSIVE)') }
})

/**
 * A passive checkpoint waits for nobody and holds nobody up. One that fails is tried again.
 * @param {{ store: Statement }} database
 * @returns {LogState}
 */
function storeLog({ store }) {
  try {
    const row = store.get()
    return { frames: Number(row?.log), stored: Number(row?.checkpointed) }
  } catch {
    return { frames: 0, stored: 0 }
  }
}

/** Null ends the thread. */
parentPort?.on('message', (/** @type {'store' | null} */ message) => {
  if (message !== null) return parentPort?.postMessage(databases.map(storeLog))
  for (const { connection } of databases) connection.close()
  parentPort?.close()
})
