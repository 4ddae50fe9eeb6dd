import { isHostEvent } from '../core/event.ts'
import type { SilenceId } from '../core/ids.ts'
import type { Entry, Sorted } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { releaseEntries } from './release-entries.ts'
import { rewriteEntries } from './rewrite-entries.ts'

/**
 * What a silence holds back, or what is never to be told, is written with the reason. Of a pair the
 * opening goes first: where another has claimed it meanwhile, its end is still to be told.
 */
export async function setAsideUntold(
  ctx: Context,
  { held, dropped }: Pick<Sorted, 'held' | 'dropped'>,
  waiting: readonly Versioned<Entry>[],
): Promise<void> {
  const holding = held.map(({ entry, silenceId, until }) => {
    return { ...entry, notBefore: until, silenceId }
  })
  const dropping = dropped.map(({ entry, reason }) => ({ ...entry, dropped: reason }))
  const openings = dropping.filter(({ event }) => event.kind === 'host.missing')
  const ends = dropping.filter(({ event }) => event.kind !== 'host.missing')
  const applied = await rewriteEntries(ctx, openings, waiting)
  const toldSince = new Set(openings.filter((_, i) => !applied[i]).map(incidentOf))
  const left = ends.filter((end) => end.dropped !== 'paired' || !toldSince.has(incidentOf(end)))
  await rewriteEntries(ctx, [...holding, ...left], waiting)
  await releaseWhatEnded(ctx, [...new Set(held.flatMap(({ silenceId }) => silenceId ?? []))])
}

function incidentOf({ event }: Entry): string | null {
  return isHostEvent(event) ? event.incidentId : null
}

/** A silence that was deleted while we worked has released what it held before ours came. */
async function releaseWhatEnded(ctx: Context, silenceIds: readonly SilenceId[]): Promise<void> {
  if (silenceIds.length === 0) return
  const silences = await ctx.records.get('silence', silenceIds)
  for (const [index, id] of silenceIds.entries()) {
    if (silences[index] === undefined) await releaseEntries(ctx, id)
  }
}
