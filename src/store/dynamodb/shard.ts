const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * Which of `shards` partitions an id belongs to, 0 to `shards` - 1: FNV-1a over UTF-8, folded.
 * Where items lie depends on it, so it never changes.
 */
export function shardOf(id: string, shards: number): number {
  let hash = FNV_OFFSET
  for (const byte of Buffer.from(id)) hash = Math.imul(hash ^ byte, FNV_PRIME)
  return ((hash ^ (hash >>> 16)) >>> 0) % shards
}
