/** One attempt to send, all of it: name lookup, connecting, sending, reading the answer. */
export const ATTEMPT_MAX_MS = 15_000

/** Rejects with the signal's reason if that comes first. The work itself goes on unobserved. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** What people read when the limit was reached. */
export function tooLate(limitMs: number): string {
  return `No answer within the time limit of ${limitMs / 1_000} s`
}
