import { isHostEvent } from '../core/event.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'

const BATCH_RECORDS = 500
/** The end of an incident has long followed its opening into the mailbox by then. */
const SETTLED_MS = 60_000

/**
 * Ids of openings whose incident has ended although no end of it came into this mailbox: the
 * subscription was not active then. To tell them now would be untrue. `listedAt`: when what waits
 * was listed; an end that came after that is still to be seen.
 */
export async function findOvertaken(
  ctx: Context,
  waiting: readonly Entry[],
  listedAt: number,
): Promise<ReadonlySet<string>> {
  const settledAt = listedAt - SETTLED_MS
  const old = waiting.flatMap(({ id, event, createdAt }) => {
    const opening = isHostEvent(event) && event.kind === 'host.missing' ? event.incidentId : null
    return opening !== null && createdAt < settledAt ? [{ id, incidentId: opening }] : []
  })
  const overtaken = new Set<string>()
  for (let start = 0; start < old.length; start += BATCH_RECORDS) {
    const some = old.slice(start, start + BATCH_RECORDS)
    const ids = some.map(({ incidentId }) => incidentId)
    const incidents = await ctx.records.get('incident', ids)
    for (const [index, { id }] of some.entries()) {
      const resolvedAt = incidents[index]?.value.resolvedAt ?? null
      if (resolvedAt !== null && resolvedAt < settledAt) overtaken.add(id)
    }
  }
  return overtaken
}
