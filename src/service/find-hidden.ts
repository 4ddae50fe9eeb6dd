/**
 * Openings that people have not been told, though they are not in the list of what waits. Told or
 * paired without them, people would hear of the end first, or of an end alone. Their ids are known:
 *
 * - a list that lags behind does not show it yet
 * - an attempt that was overtaken has claimed it, and no message tells it
 * - it was paired with its end, and whoever did that died before the end was dropped too
 */
import { isHostEvent } from '../core/event.ts'
import { type DeliveryId, entryId, incidentEventId } from '../core/ids.ts'
import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'

const BATCH_ENTRIES = 500

/** The delivery that is being gathered, and the attempt at it. */
export interface Gathering {
  readonly id: DeliveryId
  readonly fence: number
}

/** As they are to be sorted: with the others that wait. */
export async function findHiddenOpenings(
  ctx: Context,
  gathering: Gathering,
  waiting: readonly Versioned<Entry>[],
): Promise<Versioned<Entry>[]> {
  const listed = new Set(waiting.map(({ value }) => value.id))
  const hidden: Versioned<Entry>[] = []
  for (let start = 0; start < waiting.length; start += BATCH_ENTRIES) {
    if (start > 0) await ctx.nextTurn()
    const openings = openingsOf(waiting.slice(start, start + BATCH_ENTRIES))
    const unlisted = openings.filter((opening) => !listed.has(opening))
    if (unlisted.length === 0) continue
    const found = await ctx.records.get('entry', unlisted)
    const entries = found.flatMap((entry) => entry ?? [])
    hidden.push(...(await untold(ctx, gathering, entries)))
  }
  return hidden.map(({ value, version }) => ({ value: { ...value, deliveryId: null }, version }))
}

/** Ids of the entries that opened what some of these end. */
function openingsOf(entries: readonly Versioned<Entry>[]): string[] {
  return entries.flatMap(({ value: { event, subscriptionId } }) => {
    if (!isHostEvent(event)) return []
    if (event.kind !== 'host.recovered' && event.kind !== 'host.withdrawn') return []
    return [entryId(subscriptionId, incidentEventId(event.hostId, event.epoch, 'missing'))]
  })
}

async function untold(
  ctx: Context,
  { id, fence }: Gathering,
  openings: readonly Versioned<Entry>[],
): Promise<Versioned<Entry>[]> {
  const claimedFor = new Set(openings.flatMap(({ value }) => value.deliveryId ?? []))
  claimedFor.delete(id)
  const deliveries = await ctx.records.get('delivery', [...claimedFor])
  const fences = new Map(
    deliveries.flatMap((each) => (each ? [[each.value.id, each.value.fence]] : [])),
  )
  return openings.filter(({ value: { dropped, deliveryId, ...opening } }) => {
    if (deliveryId === null) return dropped === null || dropped === 'paired'
    if (deliveryId === id) return opening.fence < fence
    return (fences.get(deliveryId) ?? opening.fence) !== opening.fence
  })
}
