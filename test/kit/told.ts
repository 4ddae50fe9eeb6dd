import type { Incident } from '../../src/core/incident.ts'
import type { Region, TwoRegions } from './two-regions.ts'
import { asHostId } from './world.ts'

/** All incidents, oldest first. */
export async function incidentsOf({ ctx }: Pick<TwoRegions, 'ctx'>): Promise<Incident[]> {
  const { items } = await ctx.records.list('incident', { limit: 1_000 })
  return items.map(({ value }) => value).sort((a, b) => a.openedAt - b.openedAt)
}

/** Who was told what of which hosts, once per message id: "ops: hosts.missing till-1". */
export function toldOf({ sent }: Pick<TwoRegions, 'sent'>): string[] {
  const messages = new Map(sent.map((each) => [each.message.notificationId, each]))
  return [...messages.values()]
    .map(({ subscriptionName, message: { type, hosts } }) => {
      const names = hosts.map(({ hostId }) => hostId).sort()
      return [`${subscriptionName}: ${type}`, ...names].join(' ')
    })
    .sort()
}

/** The host's row in the region's own table. */
export async function rowOf({ functions }: Region, hostId: string) {
  return (await functions.sweep.store.home.read([asHostId(hostId)]))[0]
}

/** Windows in which a region was blind, in the last hour. */
export async function blindOf({ ctx }: Pick<TwoRegions, 'ctx'>, { name }: Region) {
  const [listener] = await ctx.records.get('listener', [name])
  return listener?.value.windows ?? []
}
