import type { Delivery } from '../../contract/delivery.ts'
import { detailLines } from '../terminal/details.ts'
import { inert } from '../terminal/plain-text.ts'
import { relativeTime } from '../terminal/relative-time.ts'

const HOSTS_SHOWN_MAX = 10

type Message = NonNullable<Delivery['message']>

/** A delivery for people: of its message the first hosts only, one per line. */
export function deliveryLines({ message, ...delivery }: Delivery, now: number): string[] {
  const lines = detailLines(delivery, now)
  if (message === undefined) return lines
  const shown = message.hosts.slice(0, HOSTS_SHOWN_MAX)
  const more = message.hosts.length - shown.length + message.more
  return [
    ...lines,
    ...(message.note === null ? [] : [`note: ${inert(message.note)}`]),
    `hosts: ${message.total}`,
    ...shown.map((host) => `  - ${hostText(host, now)}`),
    ...(more === 0 ? [] : [`  and ${more} more`]),
  ]
}

function hostText(host: Message['hosts'][number], now: number): string {
  const site = host.site === null ? '' : `, site ${host.site}`
  const heard = relativeTime(Date.parse(host.lastHeartbeatAt), now)
  return inert(`${host.hostId}${site}, last heartbeat ${host.lastHeartbeatAt} (${heard})`)
}
