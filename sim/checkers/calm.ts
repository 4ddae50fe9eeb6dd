/**
 * In calm times everything is prompt:
 *
 * - L1  a host that falls silent is on record as missing a moment after its deadline
 * - L4  and those who asked for it are told as soon as their group has formed
 */
import { deliveryId, isHostId } from '../../src/core/ids.ts'
import { listAll } from '../../src/service/list-all.ts'
import type { Fleet } from '../world/fleet.ts'
import type { Operator } from '../world/operator.ts'
import type { HostTruth } from '../world/truth.ts'
import type { Installation, World } from '../world/world.ts'
import type { EventsSeen } from './events-seen.ts'

const TELLING_MS = 5_000
/** The longest that a group takes to form and to keep its distance. */
const GROUP_MS = 90_000

export async function judgeCalm(
  world: World,
  installation: Installation,
  operator: Operator,
  fleet: Fleet,
  seen: EventsSeen,
): Promise<void> {
  const { kernel, truth, referee } = world
  const host = [...truth.hosts()].find(isCalm)
  if (host === undefined || !isHostId(host.hostId)) return
  fleet.kill(host.hostId)
  const heardAt = host.arrivals.at(-1) ?? kernel.now
  const [timeoutMs = 0] = host.timeoutsMs
  const deadline = Math.max(heardAt + timeoutMs, host.grantedAt + timeoutMs)
  await kernel.run(Math.max(kernel.now, deadline + installation.lagMs))
  if (referee.violation !== null) return
  const [record] = await installation.records().get('host', [host.hostId])
  if (record?.value.state !== 'missing') {
    const lateMs = kernel.now - deadline
    referee.violate('L1', `${host.hostId} is not found ${lateMs} ms after its deadline`)
    return
  }
  const eventId = `${host.hostId}~${record.value.epoch}~missing`
  await kernel.run(kernel.now + GROUP_MS + installation.lagMs + TELLING_MS)
  if (referee.violation !== null) return
  const event = seen.events.get(eventId)
  const subscriptions = await listAll(installation.records(), 'subscription', 1_000)
  for (const { value } of subscriptions) {
    if (!operator.untouched.has(value.id) || value.state !== 'active') continue
    const wants = value.match.site === undefined || value.match.site === event?.site
    if (!wants) continue
    const [entry] = await installation.records().get('entry', [`${value.id}~${eventId}`])
    const sent = entry?.value.deliveryId ?? deliveryId(value.id, 0)
    const [delivery] = await installation.records().get('delivery', [sent])
    if (delivery?.value.state === 'sent') continue
    referee.violate('L4', `${value.name} has not been told that ${host.hostId} is missing`)
  }
  referee.sometimes('a host that dies in calm times is found and told in time')
}

function isCalm({ silent, watch, deleted, timeoutsMs, arrivals, inFlight }: HostTruth): boolean {
  const sure = watch === 'on' && !deleted && inFlight === 0
  return sure && !silent && timeoutsMs.length === 1 && arrivals.length > 0
}
