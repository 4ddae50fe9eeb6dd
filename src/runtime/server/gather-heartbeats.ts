import type { Key } from '../../core/key.ts'
import type { Arriving, Context } from '../../service/context.ts'
import { answersTo } from './answers-to.ts'
import { type Batch, type Gathering, gatherTurn } from './gather-turn.ts'

type KeyBatch = Batch<Key> & Arriving

/**
 * What arrives in one turn of the event loop is recorded by one call per key: much cheaper than one
 * for each. Until then its hosts count as being on their way.
 */
export function gatherHeartbeats(ctx: Context): Gathering<Key> {
  const begin = (key: Key) => {
    const batch: KeyBatch = { key, at: ctx.clock.read().wallMs, heartbeats: [], waiting: [] }
    ctx.arriving.add(batch)
    return batch
  }
  return gatherTurn(begin, (batch: KeyBatch) => void answerBatch(ctx, batch))
}

/** Never rejects. */
async function answerBatch(ctx: Context, batch: KeyBatch): Promise<void> {
  const { key, heartbeats, waiting } = batch
  const answering = answersTo(ctx, key, heartbeats, (index) => waiting[index]?.path ?? '')
  ctx.arriving.delete(batch)
  const answers = await answering
  for (const [index, answer] of answers.entries()) waiting[index]?.settle(answer)
}
