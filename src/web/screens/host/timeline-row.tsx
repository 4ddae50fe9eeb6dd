import type { Timeline } from '../../../contract/timeline.ts'
import { spanText } from '../../time/span-text.ts'
import { timelineWords } from './timeline-words.ts'

const WIDTH = 1_000
const LEAST = 3

/** Up and missing over a time. Missing stands taller, so that it shows without colour. */
export function TimelineRow({ timeline }: { timeline: Timeline }) {
  const from = Date.parse(timeline.from)
  const to = Date.parse(timeline.to)
  const x = (at: string) => ((Date.parse(at) - from) / (to - from)) * WIDTH
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 20`}
      preserveAspectRatio="none"
      className="h-5 w-full"
      role="img"
      aria-label={timelineWords(timeline)}
    >
      <rect x="0" y="12" width={WIDTH} height="3" className="fill-line" />
      {timeline.spans.map((span) => {
        const missing = span.state === 'missing'
        const width = Math.max(x(span.to) - x(span.from), missing ? LEAST : 0)
        const words = `${span.state} for ${spanText(Date.parse(span.to) - Date.parse(span.from))}`
        return (
          <rect
            key={span.from}
            x={Math.min(x(span.from), WIDTH - width)}
            width={width}
            y={missing ? 0 : 8}
            height={missing ? 20 : 8}
            className={missing ? 'fill-cell-missing' : 'fill-cell-up'}
          >
            <title>{words}</title>
          </rect>
        )
      })}
    </svg>
  )
}
