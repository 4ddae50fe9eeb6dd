import { type HostEvent, isHostEvent } from '../core/event.ts'
import { entryId, incidentEventId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'

const BATCH_RECORDS = 500
/** The end of an incident has long followed its opening into the mailbox by then, as a rule. */
const SETTLED_MS = 60_000

interface Opening {
  readonly entry: Entry
  readonly event: HostEvent
}

/**
 * Ids of openings whose incident has ended although no end of it came into this mailbox: the
 * subscription was not active then. To tell them now would be untrue.
 */
export async function findOvertaken(
  ctx: Context,
  waiting: readonly Entry[],
): Promise<ReadonlySet<string>> {
  const settledAt = ctx.clock.read().wallMs - SETTLED_MS
  const old = waiting.flatMap((entry): Opening[] => {
    const { event, createdAt } = entry
    if (!isHostEvent(event) || event.kind !== 'host.missing') return []
    return createdAt < settledAt ? [{ entry, event }] : []
  })
  const overtaken = new Set<string>()
  for (let start = 0; start < old.length; start += BATCH_RECORDS) {
    const some = old.slice(start, start + BATCH_RECORDS)
    const ids = some.map(({ event }) => event.incidentId ?? '')
    const incidents = await ctx.records.get('incident', ids)
    const ended = some.filter((_, index) => {
      const resolvedAt = incidents[index]?.value.resolvedAt ?? null
      return resolvedAt !== null && resolvedAt < settledAt
    })
    for (const { entry } of await withoutEnd(ctx, ended)) overtaken.add(entry.id)
  }
  return overtaken
}

/** Fan-out may be late, and lists may not show yet what it placed: the outbox is read first. */
async function withoutEnd(ctx: Context, openings: readonly Opening[]): Promise<Opening[]> {
  if (openings.length === 0) return []
  const hostIds = openings.map(({ event }) => event.hostId)
  const hosts = await ctx.records.get('host', hostIds)
  const endsOf = (transition: 'recovered' | 'withdrawn') =>
    openings.map(({ entry, event: { hostId, epoch } }) =>
      entryId(entry.subscriptionId, incidentEventId(hostId, epoch, transition)),
    )
  const recovered = await ctx.records.get('entry', endsOf('recovered'))
  const withdrawn = await ctx.records.get('entry', endsOf('withdrawn'))
  return openings.filter(({ event }, index) => {
    if (recovered[index] !== undefined || withdrawn[index] !== undefined) return false
    const pending = hosts[index]?.value.pendingEvents ?? []
    return !pending.some(({ kind, incidentId }) => {
      return kind !== 'host.missing' && incidentId === event.incidentId
    })
  })
}
