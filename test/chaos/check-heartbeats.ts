import { type History, type HostHistory, leastAheadSince } from './history.ts'

/**
 * Every heartbeat that got a 200 is contained in what is stored: the last heartbeat of its host is
 * at least as late. Where the server's clock was set back, instants in the future became "now".
 */
export function heartbeatFaults({
  hosts,
  clock,
  shown,
}: Pick<History, 'hosts' | 'clock' | 'shown'>) {
  const stored = new Map(shown.hosts.map((host) => [host.hostId, host.lastHeartbeatAt]))
  return hosts.flatMap((host) => {
    const acknowledgedAt = lastAcknowledged(host)
    if (acknowledgedAt === null) return []
    const heardAt = Date.parse(stored.get(host.hostId) ?? '')
    const least = acknowledgedAt + leastAheadSince(clock, acknowledgedAt)
    if (heardAt >= least) return []
    const lost = new Date(least).toISOString()
    return [
      `${host.hostId}: the heartbeat of ${lost} got a 200; stored is ${stored.get(host.hostId)}`,
    ]
  })
}

/** When the latest heartbeat that got a 200 was begun. */
export function lastAcknowledged({ attempts }: Pick<HostHistory, 'attempts'>): number | null {
  return attempts.findLast(({ acknowledgedAt }) => acknowledgedAt !== null)?.begunAt ?? null
}
