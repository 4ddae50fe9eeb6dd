import type { SilenceId } from '../core/ids.ts'
import type { Context } from './context.ts'
import { notFound } from './read-record.ts'
import { releaseEntries } from './release-entries.ts'
import { writeRecord } from './write-record.ts'

const ATTEMPTS_MAX = 5

/**
 * Ends a silence; what it held back becomes due at once. The record goes first, or the dispatcher
 * would hold the same entries again. After a crash in between, repeating the call releases the
 * rest; without it they are due when the silence would have ended. Throws `not_found`.
 */
export async function deleteSilence(
  ctx: Context,
  input: { readonly id: SilenceId },
): Promise<void> {
  const removed = await removeRecord(ctx, input.id)
  const released = await releaseEntries(ctx, input.id)
  if (!removed && released === 0) throw notFound('silence')
}

async function removeRecord(ctx: Context, id: SilenceId): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const [silence] = await ctx.records.get('silence', [id])
    if (silence === undefined) return attempt > 0
    if (await writeRecord(ctx, 'silence', id, null, silence.version)) return true
  }
  return false
}
