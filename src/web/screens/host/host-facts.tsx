import type { Host } from '../../../contract/host.ts'
import { Facts } from '../../parts/facts.tsx'
import { Instant } from '../../time/instant.tsx'
import { spanText } from '../../time/span-text.ts'
import { SiteLink } from '../site/site-link.tsx'

const WHY = {
  own: 'its heartbeats say so, or it was set for this host',
  default: 'the default of the server; its heartbeats name none',
} as const

export function HostFacts({ host }: { host: Host }) {
  const { lastHeartbeatAt, intervalMs, graceMs, timingFrom, deadlineAt } = host
  return (
    <Facts
      of={[
        ['Site', <SiteLink key="site" site={host.site} />],
        [
          'Last heartbeat',
          lastHeartbeatAt === null ? 'never' : <Instant key="at" at={lastHeartbeatAt} as="both" />,
        ],
        ['Interval', `${spanText(intervalMs)} between heartbeats`],
        ['Grace', `${spanText(graceMs)} of extra time`],
        ['Why these', WHY[timingFrom]],
        [
          'Deadline',
          deadlineAt === null ? 'none: not watched' : <Instant key="d" at={deadlineAt} as="both" />,
        ],
        ['Registered', <Instant key="r" at={host.registeredAt} as="both" />],
        ['By key', host.keyId === null ? 'none' : <code key="k">{host.keyId}</code>],
      ]}
    />
  )
}
