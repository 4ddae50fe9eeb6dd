import { setTimeout as start } from './timers.ts'

/** What the source gets instead of `node:timers/promises`. */
export function setTimeout<T>(delayMs: number, value?: T): Promise<T | undefined> {
  return new Promise((resolve) => {
    start(() => resolve(value), delayMs)
  })
}
