import { useState } from 'react'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { TimelineBar } from './timeline-bar.tsx'

const HOUR_MS = 3_600_000
const RANGES = [
  { name: '24 h', ms: 24 * HOUR_MS },
  { name: '7 d', ms: 7 * 24 * HOUR_MS },
  { name: '30 d', ms: 30 * 24 * HOUR_MS },
] as const
type Range = (typeof RANGES)[number]

/** Up and missing over the past day, week or month. */
export function HostTimeline({ hostId }: { hostId: string }) {
  const [range, choose] = useState<Range>(RANGES[0])
  const load = () => {
    const to = Date.now()
    return client.hosts.timeline(hostId, {
      from: new Date(to - range.ms).toISOString(),
      to: new Date(to).toISOString(),
    })
  }
  const live = useLive(`timeline ${hostId} ${range.name}`, load, {
    concerns: (change) => change.hostId === hostId,
  })
  return (
    <div className="panel p-4">
      <fieldset className="mb-3 flex gap-1">
        <legend className="sr-only">Span</legend>
        {RANGES.map((each) => (
          <Button
            key={each.name}
            small
            look={each === range ? 'primary' : 'quiet'}
            aria-pressed={each === range}
            onClick={() => choose(each)}
          >
            {each.name}
          </Button>
        ))}
      </fieldset>
      <Loaded live={live} what="the timeline">
        {(timeline) => <TimelineBar timeline={timeline} />}
      </Loaded>
    </div>
  )
}
