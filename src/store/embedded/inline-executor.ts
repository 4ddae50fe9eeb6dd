import { JobExecutor } from './executor.js'
import type { Executor, ExecutorOptions } from './executor-job.ts'
import { guarded } from './failure.ts'
import type { Connection } from './sqlite.ts'

/** Runs jobs at once, on the caller's own connection: for tests and small tools. */
export function inlineExecutor(connection: Connection, { tables }: ExecutorOptions): Executor {
  const executor = new JobExecutor(connection, tables)
  return {
    async run(job) {
      return guarded(() => executor.execute(job))
    },
    async close() {},
  }
}
