import { answerOf, recordAll } from '../../api/ingest.ts'
import { ingestRefusal } from '../../api/ingest-refusal.ts'
import type { Answer } from '../../api/problem-answer.ts'
import type { Key } from '../../core/key.ts'
import type { Context } from '../../service/context.ts'
import type { Heartbeat, HeartbeatResult } from '../../service/record-heartbeats.ts'

/**
 * Records heartbeats of one key, at most 1,000: an answer for each, once all are durable. Never
 * rejects. They count as being on their way before it returns. `pathOf`: where each came to.
 */
export async function answersTo(
  ctx: Context,
  key: Key,
  heartbeats: readonly Heartbeat[],
  pathOf: (index: number) => string,
): Promise<Answer[]> {
  const outcome = await recordAll(ctx, key, heartbeats).catch((error: unknown) => ({ error }))
  return heartbeats.map((_, index) => answerTo(ctx, outcome, index, pathOf))
}

function answerTo(
  ctx: Context,
  outcome: readonly HeartbeatResult[] | { readonly error: unknown },
  index: number,
  pathOf: (index: number) => string,
): Answer {
  try {
    if ('error' in outcome) throw outcome.error
    return answerOf(outcome[index])
  } catch (error) {
    return ingestRefusal(ctx, error, pathOf(index))
  }
}
