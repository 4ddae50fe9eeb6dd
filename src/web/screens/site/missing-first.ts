import type { Host } from '../../../contract/host.ts'

/** Those that are missing, then the rest; each host once, each part in the order it came in. */
export function missingFirst(missing: readonly Host[], all: readonly Host[]): readonly Host[] {
  const first = new Set(missing.map(({ hostId }) => hostId))
  return [...missing, ...all.filter(({ hostId }) => !first.has(hostId))]
}
