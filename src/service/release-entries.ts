import type { SilenceId, SubscriptionId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import { toWrite } from './write-record.ts'

const BATCH_ENTRIES = 1_000
const BATCHES_MAX = 250

/** Makes due at once what a silence holds back; returns how many entries that were. */
export async function releaseEntries(ctx: Context, silenceId: SilenceId): Promise<number> {
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
