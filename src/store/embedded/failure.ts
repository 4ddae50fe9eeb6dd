import { FlatlineError } from '../../core/problem.ts'

const RETRY_AFTER_SECONDS = 5

/** What callers get to see when SQLite throws: a full disk, an I/O error, a lost file. */
export function storeFailure(cause: unknown): FlatlineError {
  return new FlatlineError('store_unavailable', 'The store cannot be read or written.', {
    hint: 'See that the disk of the data directory has room and works.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  })
}

export function closedFailure(): FlatlineError {
  return new FlatlineError('store_unavailable', 'Flatline is stopping.', {
    hint: 'Send it again in a few seconds.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  })
}

/** Runs what touches SQLite. */
export function guarded<T>(act: () => T): T {
  try {
    return act()
  } catch (cause) {
    throw cause instanceof FlatlineError ? cause : storeFailure(cause)
  }
}
