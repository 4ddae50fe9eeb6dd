// JavaScript with checked types, because Node 20 cannot start a thread from TypeScript.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { JobExecutor } from './executor.js'

/** @import { Connection } from './sqlite.ts' */
/** @import { Job, ThreadAnswer, ThreadOptions } from './executor-job.ts' */

process.emitWarning = () => {}

/** @type {ThreadOptions} */
const options = workerData
const { DatabaseSync } = createRequire(import.meta.url)(options.specifier)
/** @type {Connection} */
const connection = new DatabaseSync(options.path)
for (const pragma of options.pragmas) connection.exec(`PRAGMA ${pragma}`)
const executor = new JobExecutor(connection, options.tables)

/**
 * @param {Job} job
 * @returns {ThreadAnswer}
 */
function answerTo(job) {
  try {
    return { outcomes: executor.execute(job), fault: null }
  } catch (cause) {
    return { outcomes: [], fault: cause instanceof Error ? cause.message : String(cause) }
  }
}

/** Null ends the thread. */
parentPort?.on('message', (/** @type {Job | null} */ job) => {
  if (job !== null) return parentPort?.postMessage(answerTo(job))
  connection.close()
  parentPort?.close()
})
