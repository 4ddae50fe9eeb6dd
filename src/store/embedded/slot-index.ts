import type { HostId } from '../../core/ids.ts'

const SHARDS = 256

/** Host id → slot. Many small maps, because a large one stops the process while it grows. */
export class SlotIndex {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<HostId, number>())

  get(hostId: HostId): number | undefined {
    return this.#shards[shardOf(hostId)]?.get(hostId)
  }

  set(hostId: HostId, slot: number): void {
    this.#shards[shardOf(hostId)]?.set(hostId, slot)
  }

  delete(hostId: HostId): void {
    this.#shards[shardOf(hostId)]?.delete(hostId)
  }
}

/** Names of one fleet differ most at their ends, and by digits. */
function shardOf(hostId: string): number {
  const last = hostId.length - 1
  let mixed = hostId.length
  for (let i = last; i >= 0 && i > last - 8; i--) mixed = (mixed * 31 + hostId.charCodeAt(i)) | 0
  return (mixed ^ (mixed >>> 8)) & (SHARDS - 1)
}
