import { isEnded } from '../../src/core/delivery.ts'
import { listAll } from '../../src/service/list-all.ts'
import type { Operator } from '../world/operator.ts'
import type { Installation } from '../world/world.ts'
import type { EventsSeen } from './events-seen.ts'
import type { Told } from './telling.ts'

const RECORDS_MAX = 1_000_000

/** What is on record about telling. `atRest`: nothing waits to be told or sent any more. */
export async function gatherTold(
  installation: Installation,
  operator: Operator,
  seen: EventsSeen,
): Promise<Told & { readonly atRest: boolean }> {
  const records = installation.records()
  const subscriptions = (await listAll(records, 'subscription', 1_000)).map(({ value }) => value)
  const deliveries = await listAll(records, 'delivery', RECORDS_MAX)
  const entries = (await listAll(records, 'entry', RECORDS_MAX)).map(({ value }) => value)
  const active = new Set<string>(
    subscriptions.filter(({ state }) => state === 'active').map(({ id }) => id),
  )
  const waiting = entries.some(
    ({ deliveryId, dropped, subscriptionId }) =>
      deliveryId === null && dropped === null && active.has(subscriptionId),
  )
  const unsent = deliveries.some(({ value }) => active.has(value.subscriptionId) && !isEnded(value))
  const hosts = await records.list('host', { where: { pending: 1 }, limit: 1 })
  return {
    entries,
    deliveries: new Map(deliveries.map(({ value }) => [value.id, value])),
    subscriptions,
    untouched: operator.untouched,
    events: [...seen.events.values()],
    atRest: !waiting && !unsent && hosts.items.length === 0,
  }
}
