import type { SilenceId, SubscriptionId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import { notFound } from './read-record.ts'
import { toWrite, writeRecord } from './write-record.ts'

const BATCH_ENTRIES = 1_000
const BATCHES_MAX = 250
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

async function releaseEntries(ctx: Context, silenceId: SilenceId): Promise<number> {
  const now = ctx.clock.read().wallMs
  let released = 0
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const page = await ctx.records.list('entry', { where: { silenceId }, limit: BATCH_ENTRIES })
    if (page.items.length === 0 && page.next === null) return released
    const writes = page.items.map(({ value, version }) =>
      toWrite('entry', value.id, releasedAt(value, now), version),
    )
    const applied = await ctx.records.write(writes)
    released += applied.filter((each) => each).length
    const mailboxes = new Set<SubscriptionId>(page.items.map(({ value }) => value.subscriptionId))
    for (const id of mailboxes) ctx.dueMailboxes.set(id, now)
  }
  return released
}

/** One that was dropped meanwhile only lets go of the silence. */
function releasedAt(entry: Entry, now: number): Entry {
  return { ...entry, silenceId: null, notBefore: Math.min(entry.notBefore, now) }
}
