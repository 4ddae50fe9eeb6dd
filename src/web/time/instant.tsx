import { instantWords, utcWords } from './instant-words.ts'
import { relativeTime } from './relative-time.ts'
import { useNow } from './use-now.ts'

interface InstantProps {
  /** RFC 3339 */
  readonly at: string
  /** `both`: "3 min ago, 14:02:11" */
  readonly as?: 'relative' | 'absolute' | 'both'
}

/** A time in the viewer's zone, with UTC on hover. */
export function Instant({ at, as = 'relative' }: InstantProps) {
  const now = useNow()
  const ms = Date.parse(at)
  const relative = relativeTime(ms, now)
  const absolute = instantWords(ms, now)
  const words = { relative, absolute, both: `${relative}, ${absolute}` }
  return (
    <time
      dateTime={at}
      title={`${absolute} · ${utcWords(ms)}`}
      className={as === 'both' ? undefined : 'whitespace-nowrap'}
    >
      {words[as]}
    </time>
  )
}
