import type { Every } from '../../api/every.ts'
import type { Log } from '../../service/ports.ts'

export interface StoreSize {
  /** As it was a few seconds ago; null if it is not known. */
  latest(): number | null
  close(): void
}

const EVERY_MS = 5_000

/**
 * Measures what the store takes of the disk beside the requests, so that no answer waits for a
 * disk. `measure` is absent where the store is none of our own.
 */
export async function openStoreSize(
  measure: (() => Promise<number>) | undefined,
  every: Every,
  log: Log,
): Promise<StoreSize> {
  let latest: number | null = null
  let measuring = false
  const read = async () => {
    if (measure === undefined || measuring) return
    measuring = true
    try {
      latest = await measure()
    } catch (error) {
      latest = null
      log.warn({ error }, 'the size of the store could not be measured')
    }
    measuring = false
  }
  await read()
  const close = measure === undefined ? () => undefined : every(EVERY_MS, () => void read())
  return { latest: () => latest, close }
}
