import { isHostEvent } from '../core/event.ts'
import { entryId, incidentEventId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'

const BATCH_ENTRIES = 500

/**
 * Openings that wait in the same mailbox as their end, but are missing in a list that lags behind:
 * told or paired without them, people would hear of the end first. Their ids are known.
 */
export async function findHiddenOpenings(
  ctx: Context,
  waiting: readonly Versioned<Entry>[],
): Promise<Versioned<Entry>[]> {
  if (ctx.records.lagMs === 0) return []
  const listed = new Set(waiting.map(({ value }) => value.id))
  const openings = waiting.flatMap(({ value: { event, subscriptionId } }) => {
    if (!isHostEvent(event)) return []
    if (event.kind !== 'host.recovered' && event.kind !== 'host.withdrawn') return []
    const opening = entryId(subscriptionId, incidentEventId(event.hostId, event.epoch, 'missing'))
    return listed.has(opening) ? [] : [opening]
  })
  const hidden: Versioned<Entry>[] = []
  for (let start = 0; start < openings.length; start += BATCH_ENTRIES) {
    const found = await ctx.records.get('entry', openings.slice(start, start + BATCH_ENTRIES))
    for (const entry of found) if (entry !== undefined && waits(entry.value)) hidden.push(entry)
  }
  return hidden
}

function waits(entry: Entry): boolean {
  return entry.deliveryId === null && entry.dropped === null
}
