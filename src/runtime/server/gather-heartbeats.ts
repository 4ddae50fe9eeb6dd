import { answerOf, recordAll } from '../../api/ingest.ts'
import { ingestRefusal } from '../../api/ingest-refusal.ts'
import type { Answer } from '../../api/problem-answer.ts'
import type { Key } from '../../core/key.ts'
import type { Arriving, Context } from '../../service/context.ts'
import type { Heartbeat, HeartbeatResult } from '../../service/record-heartbeats.ts'

/** Whoever waits for the answer to a heartbeat, and the path it came to. */
export interface Waiting {
  readonly path: string
  settle(answer: Answer): void
}

interface Batch extends Arriving {
  readonly key: Key
  readonly heartbeats: Heartbeat[]
  readonly waiting: Waiting[]
}

export type Gather = (key: Key, heartbeat: Heartbeat, waiting: Waiting) => void

/** As many as one request may carry. */
const BATCH_MAX = 1_000

/**
 * What arrives in one turn of the event loop is recorded by one call per key: much cheaper than one
 * for each. Until then its hosts count as being on their way.
 */
export function gatherHeartbeats(ctx: Context): Gather {
  const batches = new Map<Key, Batch>()
  const begin = (key: Key) => {
    const batch: Batch = { key, at: ctx.clock.read().wallMs, heartbeats: [], waiting: [] }
    if (batches.size === 0) setImmediate(recordRest)
    ctx.arriving.add(batch)
    batches.set(key, batch)
    return batch
  }
  const recordRest = () => {
    const due = [...batches.values()]
    batches.clear()
    for (const batch of due) void answerBatch(ctx, batch)
  }
  return (key, heartbeat, waiting) => {
    const batch = batches.get(key) ?? begin(key)
    batch.heartbeats.push(heartbeat)
    batch.waiting.push(waiting)
    if (batch.heartbeats.length < BATCH_MAX) return
    batches.delete(key)
    void answerBatch(ctx, batch)
  }
}

/** Never rejects. */
async function answerBatch(ctx: Context, batch: Batch): Promise<void> {
  const { key, heartbeats, waiting } = batch
  const recording = recordAll(ctx, key, heartbeats)
  ctx.arriving.delete(batch)
  const outcome = await recording.catch((error: unknown) => ({ error }))
  for (const [index, each] of waiting.entries()) each.settle(answerTo(ctx, each, outcome, index))
}

function answerTo(
  ctx: Context,
  { path }: Waiting,
  outcome: readonly HeartbeatResult[] | { readonly error: unknown },
  index: number,
): Answer {
  try {
    if ('error' in outcome) throw outcome.error
    return answerOf(outcome[index])
  } catch (error) {
    return ingestRefusal(ctx, error, path)
  }
}
