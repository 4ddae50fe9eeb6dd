import type { Timeline } from '../../../contract/timeline.ts'
import { instantWords } from '../../time/instant-words.ts'
import { TimelineRow } from './timeline-row.tsx'
import { timelineWords } from './timeline-words.ts'

/** The picture with its ends named, and the same in words. */
export function TimelineBar({ timeline }: { timeline: Timeline }) {
  const from = Date.parse(timeline.from)
  const to = Date.parse(timeline.to)
  return (
    <>
      <TimelineRow timeline={timeline} />
      <div className="mt-1 flex justify-between text-xs text-faint">
        <span>{instantWords(from, to)}</span>
        <span>now</span>
      </div>
      <p className="mt-2 text-sm text-soft">{timelineWords(timeline)}</p>
    </>
  )
}
