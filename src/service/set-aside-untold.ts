import type { SilenceId } from '../core/ids.ts'
import type { Entry, Sorted } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { releaseEntries } from './release-entries.ts'
import { rewriteEntries } from './rewrite-entries.ts'

/** What a silence holds back, or what is never to be told, is written with the reason. */
export async function setAsideUntold(
  ctx: Context,
  { held, dropped }: Pick<Sorted, 'held' | 'dropped'>,
  waiting: readonly Versioned<Entry>[],
): Promise<void> {
  const holding = held.map(({ entry, silence }) => ({
    ...entry,
    notBefore: silence.to,
    silenceId: silence.id,
  }))
  const dropping = dropped.map(({ entry, reason }) => ({ ...entry, dropped: reason }))
  await rewriteEntries(ctx, [...holding, ...dropping], waiting)
  await releaseWhatEnded(ctx, [...new Set(held.map(({ silence }) => silence.id))])
}

/** A silence that was deleted while we worked has released what it held before ours came. */
async function releaseWhatEnded(ctx: Context, silenceIds: readonly SilenceId[]): Promise<void> {
  if (silenceIds.length === 0) return
  const silences = await ctx.records.get('silence', silenceIds)
  for (const [index, id] of silenceIds.entries()) {
    if (silences[index] === undefined) await releaseEntries(ctx, id)
  }
}
