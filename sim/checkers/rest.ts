/**
 * After healing, once every deadline has passed:
 *
 * - L1  every host that is silent has an open incident
 * - L2  every host that beats has none
 * - L3  nothing waits in an outbox
 */
import type { Host } from '../../src/core/host.ts'
import type { Incident } from '../../src/core/incident.ts'
import { listAll } from '../../src/service/list-all.ts'
import type { HostTruth } from '../world/truth.ts'
import type { Installation, World } from '../world/world.ts'

const RECORDS_MAX = 1_000_000

export async function judgeRest({ truth, referee }: World, installation: Installation) {
  const records = installation.records()
  const hosts = new Map<string, Host>()
  for (const { value } of await listAll(records, 'host', RECORDS_MAX))
    hosts.set(value.hostId, value)
  const incidents = await listAll(records, 'incident', RECORDS_MAX)
  const open = incidents.map(({ value }) => value).filter(({ state }) => state !== 'resolved')
  for (const each of truth.hosts()) {
    const fault = faultOf(each, hosts.get(each.hostId), open)
    if (fault !== undefined) referee.violate(each.silent ? 'L1' : 'L2', fault)
  }
  for (const { hostId, pendingEvents } of hosts.values()) {
    if (pendingEvents.length > 0) referee.violate('L3', `events of ${hostId} were never placed`)
  }
}

function faultOf(truth: HostTruth, host: Host | undefined, open: readonly Incident[]) {
  const { hostId, silent, deleted, arrivals, watch } = truth
  const own = open.filter((incident) => incident.hostId === hostId)
  if (own.length > 1) return `${hostId} has ${own.length} open incidents`
  if (deleted || arrivals.length === 0 || watch !== 'on') return undefined
  if (host === undefined) return `${hostId} was heard and has no record`
  if (silent && host.state !== 'missing') return `${hostId} is silent and is ${host.state}`
  if (silent && own.length === 0) return `${hostId} is missing without an open incident`
  if (!silent && host.state !== 'up') return `${hostId} beats and is ${host.state}`
  if (!silent && own.length > 0) return `${hostId} beats and has the open incident ${own[0]?.id}`
  return undefined
}
