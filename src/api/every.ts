/** Calls back again and again until the returned function is called. */
export type Every = (intervalMs: number, callback: () => void) => () => void

/** Keeps no process alive. */
export function everyUnreferenced(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
