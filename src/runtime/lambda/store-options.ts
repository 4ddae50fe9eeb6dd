import type { DynamodbOptions } from '../../store/dynamodb/open.ts'
import type { RegionConfig } from './region-config.ts'

/** Pages that ask for counts take those that the latest sweep has left. */
const TALLY_MS = 150_000

export function storeOptions(config: RegionConfig): DynamodbOptions {
  const { home, peer, records, intervalMs, graceMs } = config
  const defaults = { intervalMs, timeoutMs: intervalMs + graceMs }
  return { home, peer, records, defaults, tallyMs: TALLY_MS }
}
