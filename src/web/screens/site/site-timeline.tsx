import { useRef } from 'react'
import { Link } from 'wouter'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { useInSight } from '../../parts/use-in-sight.ts'
import { hostHref } from '../host/host-href.ts'
import { TimelineRow } from '../host/timeline-row.tsx'

const DAY_MS = 86_400_000

/** Only rows in sight ask the server, so that hundreds of them cost no more than those. */
export function SiteTimeline({ hostId }: { hostId: string }) {
  const row = useRef<HTMLLIElement>(null)
  const inSight = useInSight(row)
  return (
    <li ref={row} className="grid grid-cols-[8rem_1fr] items-center gap-3 sm:grid-cols-[12rem_1fr]">
      <Link href={hostHref(hostId)} className="truncate text-sm hover:underline">
        {hostId}
      </Link>
      <div className="h-5">{inSight && <LastDay hostId={hostId} />}</div>
    </li>
  )
}

function LastDay({ hostId }: { hostId: string }) {
  const live = useLive(`timeline ${hostId} row`, () => lastDay(hostId), {
    concerns: (change) => change.hostId === hostId,
  })
  return live.value === undefined ? null : <TimelineRow timeline={live.value} />
}

function lastDay(hostId: string) {
  const to = Date.now()
  return client.hosts.timeline(hostId, {
    from: new Date(to - DAY_MS).toISOString(),
    to: new Date(to).toISOString(),
  })
}
