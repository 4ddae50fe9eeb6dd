import { Worker } from 'node:worker_threads'
import type { Executor, Job, ThreadAnswer, ThreadOptions } from './executor-job.ts'
import { closedFailure, storeFailure } from './failure.ts'

interface Waiting {
  answer(outcomes: boolean[]): void
  refuse(problem: unknown): void
}

/**
 * Runs jobs in a thread of their own, so that a slow disk never stops the event loop. If the thread
 * dies, nothing can be made durable any more: that is thrown, and the process ends to start anew.
 */
export function startThreadExecutor(workerData: ThreadOptions): Executor {
  const worker = new Worker(new URL('./executor-thread.js', import.meta.url), { workerData })
  const waiting: Waiting[] = []
  let ending = false
  let end: unknown = null
  worker.unref()
  worker.on('message', ({ outcomes, fault }: ThreadAnswer) => {
    const first = waiting.shift()
    if (fault === null) first?.answer(outcomes)
    else first?.refuse(storeFailure(new Error(fault)))
    if (waiting.length === 0) worker.unref()
  })
  worker.on('error', (cause) => {
    end = cause
  })
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      end ??= new Error('the thread that writes has ended')
      for (const { refuse } of waiting.splice(0)) refuse(storeFailure(end))
      resolve()
      if (!ending) throw end
    })
  })
  return {
    run(job: Job) {
      if (ending) return Promise.reject(closedFailure())
      if (end !== null) return Promise.reject(storeFailure(end))
      return new Promise((answer, refuse) => {
        if (waiting.length === 0) worker.ref()
        waiting.push({ answer, refuse })
        worker.postMessage(job)
      })
    },
    async close() {
      ending = true
      if (end !== null) return
      worker.ref()
      worker.postMessage(null)
      await exited
    },
  }
}
