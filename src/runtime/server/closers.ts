import type { Log } from '../../service/ports.ts'

type Close = () => void | Promise<void>

/** Collects how to undo what was opened. */
export interface Closers {
  add(close: Close): void
  /** Undoes all, latest first, whatever fails on the way. Rejects with the first failure. */
  run(log: Log): Promise<void>
}

export function collectClosers(): Closers {
  const closers: Close[] = []
  return {
    add: (close) => closers.push(close),
    async run(log) {
      const failures: unknown[] = []
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        try {
          await close()
        } catch (error) {
          log.error({ error }, 'closing failed')
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
