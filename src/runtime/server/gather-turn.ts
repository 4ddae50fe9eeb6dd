import type { Answer } from '../../api/problem-answer.ts'
import type { Heartbeat } from '../../service/record-heartbeats.ts'

/** Whoever waits for the answer to a heartbeat, and the path it came to. */
export interface Waiting {
  readonly path: string
  settle(answer: Answer): void
  /** Instead of an answer: node:http says what is wrong with it. */
  handOver(): void
}

export interface Batch<K> {
  readonly key: K
  readonly heartbeats: Heartbeat[]
  readonly waiting: Waiting[]
}

export interface Gathering<K> {
  gather(key: K, heartbeat: Heartbeat, waiting: Waiting): void
  /** Now, without waiting for the end of the turn. */
  endTurn(): void
}

/** As many as one request may carry. */
export const BATCH_MAX = 1_000

/** What arrives in one turn of the event loop goes on together, in one batch per key. */
export function gatherTurn<K, B extends Batch<K>>(
  begin: (key: K) => B,
  goOn: (batch: B) => void,
): Gathering<K> {
  const batches = new Map<K, B>()
  const endTurn = () => {
    const due = [...batches.values()]
    batches.clear()
    for (const batch of due) goOn(batch)
  }
  const open = (key: K) => {
    const batch = begin(key)
    if (batches.size === 0) setImmediate(endTurn)
    batches.set(key, batch)
    return batch
  }
  return {
    gather(key, heartbeat, waiting) {
      const batch = batches.get(key) ?? open(key)
      batch.heartbeats.push(heartbeat)
      batch.waiting.push(waiting)
      if (batch.heartbeats.length < BATCH_MAX) return
      batches.delete(key)
      goOn(batch)
    },
    endTurn,
  }
}
